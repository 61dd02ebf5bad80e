# Runs the commands of one slot, one after the other, and says how they end: to the driver on its
# standard output, and at the end of the attempt's script, which outlives the driver.
# Goes on with the command at hand when the driver dies, and ends when there is no next one.
#
# In: for each secret the lines "secret NAME" and OCTALS, and then "run DIRECTORY".
# Out: "started RUNNER COMMAND" and then "exit CODE LEFT" or "taken", each with two lines of `times`.
# LEFT is 1 if processes of the command's process group are left, 0 if not, ? if that can't be told.

# Handlers, not '': an ignored signal would be ignored by every command, too.
trap : INT HUP PIPE
# The driver lets go: its thread that waits for a line gets one.
trap 'echo detached' USR1
# A process group for each command. Other shells want a terminal for that.
if [ -n "${BASH_VERSION-}" ]; then set -m; groups=1; else groups=0; fi
# The first log is made once: of two drivers, one starts the command.
set -C

set --
while IFS= read -r line; do
  case $line in
    'secret '*)
      IFS= read -r octals
      set -- "$@" "${line#secret }" "$octals"
      continue
      ;;
  esac
  dir=${line#run }
  if ! true >"$dir/stdout"; then
    set --
    echo taken
    continue
  fi
  {
    set +C
    while [ $# -gt 0 ]; do
      value=$(printf '%b.' "$2")
      export "$1=${value%.}"
      shift 2
    done
    cd "$dir/work" && . "$dir/command"
    exit 126
  } </dev/null >>"$dir/stdout" 2>>"$dir/stderr" &
  command=$!
  set --
  {
    echo "started $$ $command"
    times
  } >>"$dir/command"
  echo "started $$ $command"
  wait "$command"
  code=$?
  # A signal to this shell ends the wait, not the command.
  while [ "$code" -gt 128 ] && kill -0 "$command" 2>/dev/null; do
    wait "$command"
    code=$?
  done
  left='?'
  if [ "$groups" = 1 ]; then
    if kill -0 -- "-$command" 2>/dev/null; then left=1; else left=0; fi
  fi
  {
    times
    echo "exit $code $left"
  } >>"$dir/command"
  times
  echo "exit $code $left"
done
