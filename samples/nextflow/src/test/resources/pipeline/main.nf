params.tasks = 10
params.forks = 3
params.out = 'results'

process scatter {
  cpus 1
  memory 32.MB
  maxForks params.forks.toInteger()
  resourceLabels team: 'thames'

  input:
    tuple val(n), path('word.txt')

  output:
    path "part-*.txt"
    path "tree", emit: trees
    stdout emit: said

  script:
    """
    shout < word.txt > part-${n}.txt
    echo "$n" >> part-${n}.txt
    mkdir -p tree/deep && cp part-${n}.txt tree/deep/${n}.txt
    echo "said $n"
    """
}

process gather {
  publishDir params.out, mode: 'copy'
  stageInMode 'copy'

  input:
    path 'part-*.txt'
    path 'tree*'
    val said

  output:
    path 'all.txt'

  script:
    """
    for file in part-*; do echo own >> \$file; done
    cat part-*.txt tree*/deep/*.txt | sort > all.txt
    echo ${said.size()} said >> all.txt
    """
}

process greedy {
  publishDir params.out, mode: 'copy'
  errorStrategy { task.exitStatus == 137 ? 'retry' : 'terminate' }
  maxRetries 2
  memory { 32.MB * task.attempt }
  time 1.h

  output:
    path 'memory.txt'

  script:
    """
    echo ${task.attempt} ${task.memory} > memory.txt
    [ ${task.attempt} -ge 2 ] || exit 137
    """
}

process secretive {
  publishDir params.out, mode: 'copy'
  secret 'TOKEN'

  output:
    path 'length.txt'
    env FOUND

  script:
    """
    printf %s "\$TOKEN" | wc -c > length.txt
    FOUND=yes
    """
}

process forgiven {
  errorStrategy 'ignore'
  input:
    stdin
  output:
    path 'never.txt'
  script:
    """
    cat
    echo 'broken on purpose' >&2
    exit 3
    """
}

workflow {
  words = Channel.of(1..params.tasks.toInteger()).map { n -> tuple(n, file("$projectDir/word.txt")) }
  scatter(words)
  gather(scatter.out[0].collect(), scatter.out.trees.collect(), scatter.out.said.collect())
  greedy()
  secretive()
  secretive.out[1].view { "found $it" }
  forgiven('given')
}

workflow.onComplete { println "complete: ${workflow.success} ${workflow.stats.succeedCount} ${workflow.stats.retriesCount} ${workflow.stats.ignoredCount}" }
