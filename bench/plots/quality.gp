# SPDX-License-Identifier: Apache-2.0
# Quality against speed: left Chinese, right English; a point for each engine
# with each of its analyses. Up and left is better. Drawn by plots.py.
set logscale x
set xrange [10:300000]
set xtics ("10 µs" 10, "100 µs" 100, "1 ms" 1000, "10 ms" 10000, \
    "100 ms" 100000) nomirror out scale 0.5
set ytics nomirror out scale 0.5
set grid linecolor rgb "#e4e4e4" linetype 1
set border 3 linecolor rgb "#808080"
set xlabel "a title as the question, best 10, p50"
set ylabel "nDCG\\@10, mean of the sets"
unset key
set multiplot layout 1,2 margins 0.07,0.97,0.12,0.86 spacing 0.09,0 title \
    "Quality against speed: up and left is better" font ",17"
do for [panel = 0:1] {
    set title (panel == 0 ? "Chinese" : "English") font ",14"
    plot data index panel using 1:2:4 with points pointtype 7 pointsize 1.6 \
        linecolor rgb variable, \
        data index panel using 1:2:3:4 with labels left offset 0.9,0 \
        font ",12" textcolor rgb variable
}
unset multiplot
