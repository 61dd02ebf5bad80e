package io.github.lighterman.azure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Curves over the hours of some time, in panels one above the other, as a picture that needs
 * nothing beside it. It's readable on a dark and on a light page.
 */
final class Plot {
  private static final int WIDTH = 900;
  private static final int PANEL = 150;
  private static final int LEFT = 60;
  private static final int RIGHT = 20;
  private static final int TOP = 50;
  private static final int GAP = 40;
  private static final List<String> COLOURS = List.of("#3b82f6", "#f59e0b", "#10b981", "#ef4444");

  private final String title;
  private final double hours;
  private final List<Panel> panels = new ArrayList<>();

  /** One curve, with as many values as there are moments, evenly spread. */
  record Line(String label, List<Double> values) {}

  private record Panel(String title, List<Line> lines) {
    double top() {
      double most = 1;
      for (Line line : lines) {
        for (double value : line.values()) {
          most = Math.max(most, value);
        }
      }
      double step = Math.pow(10, Math.floor(Math.log10(most)));
      for (double factor : new double[] {1, 1.2, 1.6, 2, 2.4, 3.2, 4, 6, 8, 10}) {
        if (factor * step >= most) {
          return factor * step;
        }
      }
      throw new IllegalStateException("no scale for " + most);
    }
  }

  Plot(String title, double hours) {
    this.title = title;
    this.hours = hours;
  }

  Plot panel(String panelTitle, Line... lines) {
    panels.add(new Panel(panelTitle, List.of(lines)));
    return this;
  }

  /** Writes it to {@code target/plots/NAME.svg}. */
  Path write(String name) {
    Path file = Path.of("target", "plots", name + ".svg");
    try {
      Files.createDirectories(file.getParent());
      return Files.writeString(file, svg());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String svg() {
    int height = TOP + panels.size() * (PANEL + GAP) + 10;
    StringBuilder svg = new StringBuilder();
    svg.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">
        <style>
        .page { fill: #ffffff } text { fill: #1f2937 } .grid { stroke: #d1d5db; stroke-width: 1 }
        @media (prefers-color-scheme: dark) {
          .page { fill: #111827 } text { fill: #e5e7eb } .grid { stroke: #374151 }
        }
        </style>
        <rect class="page" width="100%%" height="100%%"/>
        <text x="%d" y="24" font-size="16">%s</text>
        """
            .formatted(WIDTH, height, LEFT, title));
    for (int i = 0; i < panels.size(); i++) {
      draw(svg, panels.get(i), TOP + 20 + i * (PANEL + GAP));
    }
    return svg.append("</svg>\n").toString();
  }

  private void draw(StringBuilder svg, Panel panel, int y) {
    double top = panel.top();
    for (int i = 0; i <= 4; i++) {
      double at = y + PANEL - PANEL * i / 4.0;
      grid(svg, LEFT, at, WIDTH - RIGHT, at);
      text(svg, LEFT - 8, at + 4, "end", number(top * i / 4));
    }
    double step = hours > 48 ? 24 : hours > 12 ? 3 : 1;
    for (double hour = 0; hour <= hours; hour += step) {
      grid(svg, x(hour), y, x(hour), y + PANEL);
      text(svg, x(hour), y + PANEL + 14, "middle", number(hour) + " h");
    }
    text(svg, LEFT, y - 8, "start", panel.title());
    double legend = LEFT + 150;
    for (int i = 0; i < panel.lines().size(); i++) {
      Line line = panel.lines().get(i);
      String colour = COLOURS.get(i % COLOURS.size());
      svg.append(
          "<path d=\"M%s %sh18\" stroke=\"%s\" stroke-width=\"3\"/>\n"
              .formatted(number(legend), number(y - 12), colour));
      text(svg, legend + 24, y - 8, "start", line.label());
      legend += 50 + 7 * line.label().length();
      curve(svg, line, top, y, colour);
    }
  }

  /** Draws steps, and those only where a value changes. */
  private void curve(StringBuilder svg, Line line, double top, int y, String colour) {
    List<Double> values = line.values();
    svg.append("<path fill=\"none\" stroke=\"")
        .append(colour)
        .append("\" stroke-width=\"1.5\" d=\"");
    double last = Double.NaN;
    for (int i = 0; i < values.size(); i++) {
      double value = values.get(i);
      if (value == last && i < values.size() - 1) {
        continue;
      }
      String x = number(x(hours * i / Math.max(1, values.size() - 1)));
      String at = number(y + PANEL - PANEL * value / top);
      svg.append(i == 0 ? "M" + x + " " + at : "H" + x + "V" + at);
      last = value;
    }
    svg.append("\"/>\n");
  }

  private double x(double hour) {
    return LEFT + (WIDTH - LEFT - RIGHT) * hour / hours;
  }

  private static void grid(StringBuilder svg, double x1, double y1, double x2, double y2) {
    svg.append(
        "<path class=\"grid\" d=\"M%s %sL%s %s\"/>\n"
            .formatted(number(x1), number(y1), number(x2), number(y2)));
  }

  private static void text(StringBuilder svg, double x, double y, String anchor, String text) {
    svg.append(
        "<text x=\"%s\" y=\"%s\" text-anchor=\"%s\">%s</text>\n"
            .formatted(number(x), number(y), anchor, text));
  }

  /** Returns a number with two decimals at most. */
  private static String number(double value) {
    return BigDecimal.valueOf(value)
        .setScale(2, RoundingMode.HALF_EVEN)
        .stripTrailingZeros()
        .toPlainString();
  }
}
