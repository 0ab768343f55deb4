// SPDX-License-Identifier: Apache-2.0

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.cjk.CJKAnalyzer;
import org.apache.lucene.analysis.cn.smart.SmartChineseAnalyzer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.en.PorterStemFilter;
import org.apache.lucene.analysis.icu.ICUFoldingFilter;
import org.apache.lucene.analysis.icu.segmentation.ICUTokenizer;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.util.QueryBuilder;

/**
 * Lucene with analyses of its own, on questions that have judgements. "icu" is
 * ICU's dictionary words, folded, with the Porter stemmer behind them; the
 * others are Lucene's ready-made analyzers.
 */
final class Judge {
  private Judge() {}

  private static Analyzer analyzer(String name) {
    return switch (name) {
      case "english" -> new EnglishAnalyzer();
      case "smartcn" -> new SmartChineseAnalyzer();
      case "cjk" -> new CJKAnalyzer();
      case "icu" -> new Analyzer() {
        @Override
        protected TokenStreamComponents createComponents(String field) {
          Tokenizer words = new ICUTokenizer();
          TokenStream folded = new ICUFoldingFilter(words);
          return new TokenStreamComponents(words,
              new PorterStemFilter(new LowerCaseFilter(folded)));
        }
      };
      default -> throw new IllegalArgumentException(name);
    };
  }

  static void judge(Path folder, String analysis) throws IOException {
    Analyzer analyzer = analyzer(analysis);
    ByteBuffersDirectory directory = new ByteBuffersDirectory();
    try (var writer = new IndexWriter(directory, LuceneIndex.config(analyzer))) {
      for (String line : Files.readAllLines(folder.resolve("texts.tsv"))) {
        String[] columns = line.split("\t", 2);
        writer.addDocument(
            LuceneIndex.document(Integer.parseInt(columns[0]), 0, columns[1]));
      }
      writer.forceMerge(1);
    }
    LuceneIndex index = new LuceneIndex(directory);
    QueryBuilder builder = new QueryBuilder(analyzer);
    List<String> questions = Files.readAllLines(folder.resolve("questions.tsv"));
    StringBuilder out = new StringBuilder();
    for (String line : questions) {
      String[] columns = line.split("\t", 2);
      Query query = builder.createBooleanQuery("body", columns[1]);
      long[] top = index.best(query != null ? query : new MatchNoDocsQuery("no term"), 100, 100).top();
      for (int i = 0; i < top.length; i++) {
        out.append(columns[0]).append(" Q0 ").append(top[i]).append(' ').append(i + 1)
            .append(' ').append(1000 - i).append(" peer\n");
      }
    }
    System.out.print(out);
  }
}
