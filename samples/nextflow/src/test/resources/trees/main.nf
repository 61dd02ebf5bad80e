/* What is no content of files: directories that are empty, and leave to execute. */
process grow {
  output:
    path 'tree'
    path 'bare'
    path 'tool.sh'
  script:
    """
    mkdir -p 'tree/very empty/sub' tree/full bare
    touch tree/full/f
    printf '#!/bin/sh\\necho grown\\n' > tool.sh
    chmod 750 tool.sh
    """
}

process look {
  publishDir 'results', mode: 'copy'
  containerOptions '--heeded-with-a-container'
  time 0.s

  input:
    path tree
    path bare
    path tool
  output:
    path 'found.txt'
  script:
    """
    { find -L tree bare | sort; ./tool.sh; } > found.txt
    """
}

workflow {
  look(grow())
}
