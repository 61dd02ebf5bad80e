params.marks = null

process quick {
  input:
    val n
  output:
    path 'quick.txt'
  script:
    "echo $n > quick.txt"
}

/* Says that it runs and hangs, the first two times. */
process slow {
  publishDir 'results', mode: 'copy'
  input:
    path 'quick-*.txt'
  output:
    path 'slow.txt'
  script:
    """
    times=\$(ls $params.marks | wc -l)
    touch $params.marks/mark-\$times
    if [ \$times -lt 3 ]; then
      echo \$\$ > $params.marks/pid
      sleep 300
    fi
    cat quick-*.txt | sort > slow.txt
    """
}

workflow {
  Channel.of(1, 2, 3) | quick | collect | slow
}
