// SPDX-License-Identifier: Apache-2.0

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.core.WhitespaceAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.IntField;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NoMergePolicy;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.TopScoreDocCollectorManager;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.MMapDirectory;

/**
 * An index as Lucene's own benchmarks make and ask it: default codec, memory
 * mapped, no query cache, top hits by a TopScoreDocCollectorManager whose
 * threshold of hits to count is no greater than k, so that it prunes as early
 * as it can. The number of a document is a doc value, the filter an IntField
 * (points and doc values; Lucene chooses).
 */
final class LuceneIndex {
  private static final FieldType BODY = new FieldType();

  static {
    BODY.setTokenized(true);
    BODY.setIndexOptions(IndexOptions.DOCS_AND_FREQS_AND_POSITIONS);
    BODY.freeze();
  }

  private final IndexReader reader;
  private final IndexSearcher searcher;

  LuceneIndex(Directory directory) throws IOException {
    reader = DirectoryReader.open(directory);
    searcher = new IndexSearcher(reader);
    searcher.setSimilarity(new BM25Similarity(1.2f, 0.75f));
    searcher.setQueryCache(null);
  }

  static LuceneIndex open(Path path) throws IOException {
    return new LuceneIndex(new MMapDirectory(path));
  }

  static IndexWriterConfig config(Analyzer analyzer) {
    return new IndexWriterConfig(analyzer)
        .setSimilarity(new BM25Similarity(1.2f, 0.75f))
        .setRAMBufferSizeMB(1024);
  }

  static Document document(int number, int filter, String text) {
    Document document = new Document();
    document.add(new Field("body", text, BODY));
    document.add(new NumericDocValuesField("number", number));
    document.add(new IntField("filter", filter, Field.Store.NO));
    return document;
  }

  /** One commit a segment; to get one, all are merged. Returns how many documents. */
  static int build(Path corpus, Path index, int segments) throws IOException {
    int share;
    try (var lines = Files.lines(corpus)) {
      share = (int) (lines.count() / segments + 1);
    }
    IndexWriterConfig config = config(new WhitespaceAnalyzer());
    if (segments > 1) {
      config.setMergePolicy(NoMergePolicy.INSTANCE);
    }
    int documents = 0;
    try (var directory = new MMapDirectory(index);
        var writer = new IndexWriter(directory, config);
        var reader = Files.newBufferedReader(corpus)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        String[] columns = line.split("\t", 3);
        writer.addDocument(document(Integer.parseInt(columns[0]),
            Integer.parseInt(columns[1]), columns[2]));
        if (++documents % share == 0) {
          writer.commit();
        }
      }
      if (segments == 1) {
        writer.forceMerge(1);
      }
      writer.commit();
    }
    return documents;
  }

  static Query anyOf(Iterable<String> terms, Occur occur) {
    BooleanQuery.Builder builder = new BooleanQuery.Builder();
    for (String term : terms) {
      builder.add(new TermQuery(new Term("body", term)), occur);
    }
    return builder.build();
  }

  private static Query query(PeerLucene.Query asked) {
    Query query = switch (asked.kind()) {
      case OR -> anyOf(List.of(asked.terms()), Occur.SHOULD);
      case AND -> anyOf(List.of(asked.terms()), Occur.MUST);
      case PHRASE -> new PhraseQuery("body", asked.terms());
      case PREFIX -> new PrefixQuery(new Term("body", asked.terms()[0]));
    };
    if (asked.filterBelow() == 100) {
      return query;
    }
    return new BooleanQuery.Builder()
        .add(query, Occur.MUST)
        .add(IntField.newRangeQuery("filter", 0, asked.filterBelow() - 1), Occur.FILTER)
        .build();
  }

  PeerLucene.Answer search(PeerLucene.Query asked, PeerLucene.Collector collector)
      throws IOException {
    Query query = query(asked);
    return switch (collector) {
      case COUNT -> new PeerLucene.Answer(searcher.count(query), new long[0]);
      case TOP_10 -> best(query, 10, 10);
      case TOP_100 -> best(query, 100, 100);
      case TOP_10_COUNT -> best(query, 10, Integer.MAX_VALUE);
    };
  }

  PeerLucene.Answer best(Query query, int k, int counted) throws IOException {
    TopDocs found = searcher.search(query, new TopScoreDocCollectorManager(k, null, counted));
    return new PeerLucene.Answer(found.totalHits.value(), numbers(found.scoreDocs));
  }

  private long[] numbers(ScoreDoc[] hits) throws IOException {
    long[] numbers = new long[hits.length];
    for (int i = 0; i < hits.length; i++) {
      LeafReaderContext leaf = reader.leaves().get(
          ReaderUtil.subIndex(hits[i].doc, reader.leaves()));
      NumericDocValues values = leaf.reader().getNumericDocValues("number");
      values.advanceExact(hits[i].doc - leaf.docBase);
      numbers[i] = values.longValue();
    }
    return numbers;
  }
}
