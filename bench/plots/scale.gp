# SPDX-License-Identifier: Apache-2.0
# Growth with the corpus, both axes logarithmic: left what building takes,
# right p50 by kind of query. Drawn by plots.py.
set logscale xy
set linetype 1 linecolor rgb "#d4351c"
set linetype 2 linecolor rgb "#1d70b8"
set linetype 3 linecolor rgb "#00703c"
set linetype 4 linecolor rgb "#7a5c9e"
set linetype 5 linecolor rgb "#c07800"
set xtics ("10 k" 1e4, "100 k" 1e5, "1 M" 1e6, "5 M" 5e6) nomirror out scale 0.5
set ytics nomirror out scale 0.5 format "%.0s %c"
set xrange [8e3:6e6]
set grid linecolor rgb "#e4e4e4" linetype 1
set border 3 linecolor rgb "#808080"
set xlabel "documents"
set key top left reverse Left samplen 2
set multiplot layout 1,2 margins 0.07,0.97,0.12,0.86 spacing 0.09,0 title \
    "How it grows with the corpus" font ",17"
set title "building, one thread" font ",14"
plot for [curve = 0:first - 1] data index curve using 1:2 \
    with linespoints linetype curve + 1 linewidth 2.5 pointtype 7 \
    title word(titles, curve + 1)
set title "p50 of a query, µs of the processor" font ",14"
plot for [curve = first:words(titles) - 1] data index curve using 1:2 \
    with linespoints linetype curve - first + 1 linewidth 2.5 pointtype 7 \
    title word(titles, curve + 1)
unset multiplot
