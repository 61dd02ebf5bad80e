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
# Every variable here starts with _lm_: one of another name could be the host's own, exported, and
# reach the commands with a value of ours.
#
# A process group for each command. Other shells want a terminal for that.
if [ -n "${BASH_VERSION-}" ]; then set -m; _lm_groups=1; else _lm_groups=0; fi
# The first log is made once: of two drivers, one starts the command.
set -C

set --
while IFS= read -r _lm_line; do
  case $_lm_line in
    'secret '*)
      IFS= read -r _lm_octals
      set -- "$@" "${_lm_line#secret }" "$_lm_octals"
      continue
      ;;
  esac
  _lm_dir=${_lm_line#run }
  if ! true >"$_lm_dir/stdout"; then
    set --
    echo taken
    continue
  fi
  {
    set +C
    while [ $# -gt 0 ]; do
      _lm_value=$(printf '%b.' "$2")
      export "$1=${_lm_value%.}"
      shift 2
    done
    cd "$_lm_dir/work" && . "$_lm_dir/command"
    exit 126
  } </dev/null >>"$_lm_dir/stdout" 2>>"$_lm_dir/stderr" &
  _lm_command=$!
  set --
  {
    echo "started $$ $_lm_command"
    times
  } >>"$_lm_dir/command"
  echo "started $$ $_lm_command"
  wait "$_lm_command"
  _lm_code=$?
  # A signal to this shell ends the wait, not the command.
  while [ "$_lm_code" -gt 128 ] && kill -0 "$_lm_command" 2>/dev/null; do
    wait "$_lm_command"
    _lm_code=$?
  done
  _lm_left='?'
  if [ "$_lm_groups" = 1 ]; then
    if kill -0 -- "-$_lm_command" 2>/dev/null; then _lm_left=1; else _lm_left=0; fi
  fi
  {
    times
    echo "exit $_lm_code $_lm_left"
  } >>"$_lm_dir/command"
  times
  echo "exit $_lm_code $_lm_left"
done
