#!/bin/sh
# Stands in for the programs that node-disks.sh steers a node with, by the name that it is run under.
# What the node is like lies in $STATE: a line "NAME HCTL MODEL TYPE..." per disk in disks, a line
# "SOURCE TARGET" per mount in mounts, what is on a device in content, and in log what changed it.
tool=${0##*/}

changes() {
  echo "$tool $*" >>"$STATE/log"
  if [ -e "$STATE/fail-$tool" ]; then
    echo "warning: before the end" >&2
    cat "$STATE/fail-$tool" >&2
    exit 1
  fi
}

content() {
  grep -v "^$1 " "$STATE/content" >"$STATE/content.new"
  echo "$1 $2" >>"$STATE/content.new"
  mv "$STATE/content.new" "$STATE/content"
}

last() {
  shift $(($# - 1))
  echo "$1"
}

case "$tool $1 $2" in
  "lsblk -nro TYPE")
    while read -r name hctl model types; do
      if [ "$name" = "$3" ]; then printf "%s\n" "$types" | tr " " "\n"; fi
    done <"$STATE/disks"
    ;;
  "lsblk -dnrpo NAME,MODEL")
    while read -r name hctl model types; do echo "$name $model"; done <"$STATE/disks"
    ;;
  "lsblk -Snrpo HCTL,NAME")
    while read -r name hctl model types; do
      [ "$hctl" = - ] || echo "$hctl $name"
    done <"$STATE/disks"
    ;;
  "findmnt -nro TARGET" | "findmnt -nro SOURCE")
    while read -r source target; do
      case "$3 $4" in
        "-S $source" | "-S ${source%\[*}") echo "$target" ;;
        "-M $target") echo "$source" ;;
      esac
    done <"$STATE/mounts"
    ;;
  "blkid -p -o")
    if [ -e "$STATE/fail-blkid" ]; then exit 4; fi
    grep -q "^$(last "$@") " "$STATE/content" || exit 2
    sed -n "s|^$(last "$@") ||p" "$STATE/content"
    ;;
  "mkfs.ext4 "*)
    changes "$@"
    content "$(last "$@")" ext4
    ;;
  "mount -o noatime")
    changes "$@"
    echo "$3 $4" >>"$STATE/mounts"
    ;;
  "mount --bind "*)
    changes "$@"
    while read -r source target; do
      case $2 in "$target"/*) echo "${source}[${2#"$target"}] $3" ;; esac
    done <"$STATE/mounts" >"$STATE/mounts.new"
    cat "$STATE/mounts.new" >>"$STATE/mounts"
    ;;
  "vgs "* | "lvs "*) [ -e "$STATE/$tool" ] || exit 5 ;;
  "vgcreate "*)
    changes "$@"
    shift
    for disk in "$@"; do content "$disk" LVM2_member; done
    : >"$STATE/vgs"
    ;;
  "lvcreate "*)
    changes "$@"
    : >"$STATE/lvs"
    ;;
  "vgchange -ay lighterman") ;;
  "systemctl restart docker")
    changes "$@"
    sed -n 's/.*"data-root": "\([^"]*\)".*/\1/p' "$STATE/daemon.json" >"$STATE/root"
    ;;
  "docker info -f") cat "$STATE/root" ;;
  "sleep 1 ") echo waited >>"$STATE/waits" ;;
  *)
    echo "not stood in for: $tool $*" >&2
    exit 99
    ;;
esac
