# SPDX-License-Identifier: Apache-2.0
# What a figure of answerability is worth: left how many of the answers are
# right, right how many questions get one, both by threshold. Drawn by plots.py.
set xrange [0:1]
set yrange [0:1]
set xtics 0.1 nomirror out scale 0.5
set ytics 0.1 nomirror out scale 0.5 format "%.1f"
set grid linecolor rgb "#e4e4e4" linetype 1
set border 3 linecolor rgb "#808080"
set xlabel "answered if the figure is at least"
set multiplot layout 1,2 margins 0.06,0.99,0.12,0.82 spacing 0.07,0 title \
    "Answerability: what a threshold gives" font ",17"
do for [panel = 2:3] {
    set title (panel == 2 ? "answers that are right" : \
        "questions that are answered") font ",14"
    if (panel == 2) { set key bottom right } else { set key top right }
    plot for [at = 0:3] data index at using 1:panel with linespoints \
        pointtype 7 pointsize 0.6 linewidth 2 \
        linecolor rgb word("#d4351c #1d70b8 #303030 #00703c", at + 1) \
        title word(titles, at + 1)
}
unset multiplot
