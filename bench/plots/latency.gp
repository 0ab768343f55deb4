# SPDX-License-Identifier: Apache-2.0
# Latency: a panel for each kind of query; for each engine a line from p50 to
# p99, with a dot at p50 and a stroke at p95. Drawn by plots.py.
set datafile missing "nan"
set logscale x
set xrange [1:200000]
set yrange [-5.7:0.7]
set xtics ("1 µs" 1, "" 10, "100 µs" 100, "" 1000, "10 ms" 10000, "" 100000) \
    nomirror out scale 0.5 textcolor rgb "#505050"
unset mxtics
set ytics nomirror scale 0
set grid xtics linecolor rgb "#dcdcdc" linetype 1
set border 1 linecolor rgb "#808080"
unset key
set multiplot layout 3,3 margins 0.085,0.98,0.05,0.90 spacing 0.085,0.085 title \
    "How long an answer takes: p50 (dot), p95 (stroke), p99 (end of the line)" \
    font ",17" offset 0,0.2
do for [panel = 0:words(titles) - 1] {
    set title word(titles, panel + 1) font ",14" offset 0,-0.7
    plot data index panel using 3:1:3:5:6 with xerrorbars \
        pointtype 0 linewidth 3 linecolor rgb variable, \
        data index panel using 4:1:(sprintf("|")):6 with labels \
        font ",13" textcolor rgb variable, \
        data index panel using 3:1:6:ytic(2) with points \
        pointtype 7 pointsize 1.5 linecolor rgb variable
}
unset multiplot
