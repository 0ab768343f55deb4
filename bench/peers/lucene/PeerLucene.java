// SPDX-License-Identifier: Apache-2.0

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.lucene.util.Version;

/**
 * Lucene as a peer; ../README.md says what the program does. This class is the
 * program, {@link LuceneIndex} is what it does to Lucene.
 */
public final class PeerLucene {
  enum Kind { OR, AND, PHRASE, PREFIX }

  enum Collector { TOP_10, TOP_100, COUNT, TOP_10_COUNT }

  /** A line of queries.tsv; filterBelow 100: no filter. */
  record Query(String name, Kind kind, int filterBelow, String[] terms) {
    static Query read(String line) {
      String[] columns = line.split("\t");
      return new Query(columns[0], Kind.valueOf(columns[1]),
          Integer.parseInt(columns[2]), columns[3].split(" "));
    }
  }

  /** count only if the collector counts; numbers of documents, best first. */
  record Answer(long count, long[] top) {}

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private static long state;

  private static long splitmix64() {
    long z = state += 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /** The numbers below count, shuffled by Fisher and Yates. */
  private static int[] order(int count, long seed) {
    int[] order = new int[count];
    Arrays.setAll(order, i -> i);
    state = seed;
    for (int i = count - 1; i > 0; i--) {
      int j = (int) Long.remainderUnsigned(splitmix64(), i + 1L);
      int other = order[j];
      order[j] = order[i];
      order[i] = other;
    }
    return order;
  }

  private static String run(LuceneIndex index, List<Query> queries,
      Collector collector, long seed, String name) throws IOException {
    long[] ns = new long[queries.size()];
    Arrays.fill(ns, -1);
    for (int i : order(ns.length, seed)) {
      Query query = queries.get(i);
      if (name != null && !name.equals(query.name())) {
        continue;
      }
      long startUsed = THREADS.getCurrentThreadCpuTime();
      long start = System.nanoTime();
      index.search(query, collector);
      long passed = System.nanoTime() - start;
      ns[i] = Math.min(passed, THREADS.getCurrentThreadCpuTime() - startUsed);
    }
    return "{\"ns\": " + Arrays.toString(ns) + "}";
  }

  private static String answers(LuceneIndex index, List<Query> queries,
      Collector collector) throws IOException {
    List<String> rows = new ArrayList<>();
    for (Query query : queries) {
      Answer answer = index.search(query, collector);
      rows.add("\n[" + answer.count() + ", " + Arrays.toString(answer.top()) + "]");
    }
    return "{\"answers\": [" + String.join(",", rows) + "]}\n.";
  }

  private static void serve(Path path, Path queriesPath) throws IOException {
    List<Query> queries;
    try (var lines = Files.lines(queriesPath)) {
      queries = lines.map(Query::read).toList();
    }
    LuceneIndex index = LuceneIndex.open(path);
    System.out.println("{\"name\": \"Lucene\", \"version\": \"" + Version.LATEST
        + "\", \"queries\": " + queries.size() + "}");
    var commands = new BufferedReader(
        new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      String[] words = line.split(" ");
      Collector collector = Collector.valueOf(words[1]);
      System.out.println(switch (words[0]) {
        case "answers" -> answers(index, queries, collector);
        case "run" -> run(index, queries, collector, Long.parseLong(words[2]),
            words.length > 3 ? words[3] : null);
        default -> throw new IllegalArgumentException(line);
      });
    }
  }

  private static void build(Path folder, Path index, int segments) throws IOException {
    long start = System.nanoTime();
    int documents = LuceneIndex.build(folder.resolve("corpus.tsv"), index, segments);
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf("{\"seconds\": %.3f, \"documents\": %d, \"version\": \"%s\"}%n",
        seconds, documents, Version.LATEST);
  }

  public static void main(String[] words) throws IOException {
    switch (words.length > 0 ? words[0] : "") {
      case "build" -> build(Path.of(words[1]), Path.of(words[2]),
          words.length > 4 ? Integer.parseInt(words[4]) : 1);
      case "serve" -> serve(Path.of(words[1]), Path.of(words[2]));
      case "judge" -> Judge.judge(Path.of(words[1]), words[2]);
      default -> {
        System.err.println("usage: peer-lucene build FOLDER INDEX [--segments N]"
            + " | serve INDEX QUERIES | judge FOLDER ANALYSIS");
        System.exit(1);
      }
    }
  }
}
