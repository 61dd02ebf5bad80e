/* Two stages in containers: what the first leaves the second finds, beside a file that only the image has. */
process say {
  input:
    val n
  output:
    tuple val(n), path('said.txt')
  script:
    "echo river $n > said.txt"
}

process shout {
  publishDir 'results', mode: 'copy', saveAs: { "shouted-${n}.txt" }
  input:
    tuple val(n), path('said.txt')
  output:
    path 'shouted.txt'
  script:
    """
    tr a-z A-Z < said.txt > shouted.txt
    cat /etc/mark >> shouted.txt
    """
}

workflow {
  Channel.of(1, 2) | say | shout
}
