# SPDX-License-Identifier: Apache-2.0
# Quality against speed: left Chinese, right English; a point for each engine
# with each of its analyses, its name at the right. Drawn by plots.py.
set logscale x
set xrange [30:5e7]
set yrange [0:*]
set xtics ("100 µs" 100, "1 ms" 1000, "10 ms" 10000, "100 ms" 100000) \
    nomirror out scale 0.5
set ytics nomirror out scale 0.5 format "%.1f"
set grid linecolor rgb "#e4e4e4" linetype 1
set border 3 linecolor rgb "#808080"
set xlabel "a title as the question, best 10, p50"
set ylabel "nDCG\\@10, mean of the sets"
unset key
names_at = 2e5
set multiplot layout 1,2 margins 0.07,0.99,0.11,0.87 spacing 0.08,0 title \
    "Quality against speed: up and left is better" font ",17"
do for [panel = 0:1] {
    set title (panel == 0 ? "Chinese" : "English") font ",14"
    plot data index panel using 1:2:(names_at - $1):($3 - $2) with vectors \
        nohead linewidth 0.6 linecolor rgb "#b8b8b8", \
        data index panel using 1:2:5 with points pointtype 7 pointsize 1.7 \
        linecolor rgb variable, \
        data index panel using (names_at):3:4:5 with labels noenhanced left \
        offset 0.6,0 font ",12" textcolor rgb variable
}
unset multiplot
