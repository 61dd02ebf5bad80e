#!/bin/sh
# The client: hands a request to the driver of this directory, which it starts if there is none.
# Kept to the shell's own words where it can be, since an engine calls it thousands of times.
dir=@DIR@
me=${0##*/}
die() { printf 'lighterman: %s\n' "$2" >&2; exit "$1"; }

case $me in submit|status|cancel|logs|wait) ;; *) me=${1:-}; [ $# -gt 0 ] && shift ;; esac
case $me in
submit|status|cancel|logs|wait|stop|clean) ;;
*) die 2 "there is no command '$me'; submit, status, cancel, logs, wait, stop and clean are" ;;
esac
[ -d "$dir/jobs" ] || die 1 "$dir is gone or no directory of ours; make it again with init"

# A process id may be another's by now: the driver has written down when it began.
alive() {
  pid= began=
  { read -r pid began <"$dir/driver"; } 2>/dev/null || return 1
  kill -0 "$pid" 2>/dev/null || return 1
  { read -r stat <"/proc/$pid/stat"; } 2>/dev/null || return 0
  set -- ${stat##*) }
  [ "${20}" = "$began" ]
}

start() {
  # One of many clients starts it; of two drivers the second one finds the lock taken, and ends.
  mkdir "$dir/starting" 2>/dev/null || return 0
  rm -f "$dir/refusal"
  (cd / && trap '' HUP INT QUIT && exec "$dir/driver.sh" </dev/null >>"$dir/driver.log" 2>&1) &
}

refused() {
  [ -s "$dir/refusal" ] || return 1
  read -r why <"$dir/refusal"
  die 1 "the driver could not start: $why"
}

# $1 whether a word stands for an end
known() {
  case $1 in ''|.*|*[!A-Za-z0-9]*) return 1 ;; esac
  word=
  { read -r word <"$dir/jobs/$1"; } 2>/dev/null
  [ -n "$word" ]
}

if [ "$me" = status ] && [ $# -eq 1 ] && [ "${1#-}" = "$1" ]; then
  known "$1" || die 1 "there is no job '$1' here; submit prints the ids of those that there are"
  # What has no driver goes on, and its end is heard of once there is one.
  [ "$word" != running ] || alive || start
  printf '%s\n' "$word"
  exit 0
fi
if [ "$me" = cancel ] || [ "$me" = wait ]; then
  over=$#
  bad=0
  for id; do
    [ "${id#-}" = "$id" ] && known "$id" && [ "$word" != running ] || over=0
    [ "$word" = success ] || bad=1
  done
  [ "$over" -eq 0 ] || { [ "$me" = cancel ] || exit "$bad"; exit 0; }
fi
if [ "$me" = stop ] && ! alive; then exit 0; fi

ask=$(mktemp -d "$dir/spool/XXXXXXXXXXXX" 2>/dev/null) ||
  die 1 "nothing can be written in $dir; is its disk full, or is it another's?"
trap 'rm -rf "$ask"' 0
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
{
  printf '%s\0' "$PWD" "$me" "$@" >"$ask/argv" && : >"$dir/in/${ask##*/}"
} 2>/dev/null || die 1 "nothing can be written in $dir; is its disk full?"

# Looks often at first, and seldom once it takes long: many clients may wait, for hours.
alive || start
looks=0
checks=0
tries=0
while [ ! -e "$ask/code" ]; do
  looks=$((looks + 1))
  if [ "$looks" -le 10 ]; then
    sleep 0.01
    continue
  elif [ "$looks" -le 30 ]; then
    sleep 0.05
    [ "$looks" -eq 30 ] || continue
  else
    sleep 0.25
    [ $((looks % 4)) -eq 0 ] || continue
  fi
  # Every second: is somebody there who will answer?
  if alive; then
    tries=0
    checks=$((checks + 1))
    [ "$me" = wait ] || [ "$checks" -lt 120 ] ||
      die 75 "the driver, process $pid, does not answer; see $dir/driver.log, end it and try again"
  else
    refused
    tries=$((tries + 1))
    if [ $((tries % 30)) -eq 0 ]; then
      [ "$tries" -lt 90 ] || die 75 "no driver starts; see $dir/driver.log"
      # Who was to start it may have been ended before it could.
      rmdir "$dir/starting" 2>/dev/null
    fi
    start
  fi
done
read -r code <"$ask/code"
[ ! -s "$ask/out" ] || cat "$ask/out"
[ ! -s "$ask/err" ] || cat "$ask/err" >&2
exit "$code"
