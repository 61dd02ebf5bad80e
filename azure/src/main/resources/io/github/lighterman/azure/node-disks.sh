#!/bin/sh
# Makes one volume of the data disks of a node, mounts it, and moves there the directories of tasks
# and what Docker stores. The service attaches such disks empty, and runs a start task again after
# each boot: so each step looks first whether it was done, and any may have been broken off.
# https://learn.microsoft.com/azure/batch/batch-linux-nodes, .../virtual-machines/linux/az-vm-utils
#
# usage: node-disks.sh LUNS DIRECTORY tasks|- docker|- [COMMAND [ARGUMENT...]]
#   LUNS       the disks, such as 0,1; several are striped
#   DIRECTORY  where the volume is mounted
#   tasks      the directories of tasks lie on it; else anybody may write to DIRECTORY
#   docker     the data root of Docker lies on it
#   COMMAND    takes over when all is done
# Ends for a reason of its own with a code from 220 to 229, which NodeDisks explains.
#
# Plain sh, without a single quote: it is sent within quotes, as a part of a command line.

# fail CODE TEXT
fail() {
  printf "lighterman: %s\n" "$2" >&2
  exit "$1"
}

# attempt CODE TEXT COMMAND...: its last line, if it fails, says why
attempt() {
  code=$1
  text=$2
  shift 2
  said=$("$@" 2>&1 </dev/null) || fail "$code" "$text: $(printf "%s\n" "$said" | tail -n 1)"
}

need() {
  for tool in "$@"; do
    command -v "$tool" >/dev/null ||
      fail 222 "the disks of LUN $luns need $tool, which this node lacks; take an image that has it"
  done
}

words() {
  printf "%s" "$1" | tr "\n" " "
}

partitioned() {
  lsblk -nro TYPE "$1" | grep -q "^part"
}

# find_disk LUN: prints the devices that it may be
find_disk() {
  for link in "/dev/disk/azure/data/by-lun/$1" "/dev/disk/azure/scsi1/lun$1"; do
    if [ -e "$link" ]; then
      readlink -f "$link"
      return
    fi
  done
  # The image has no rules for links. Over NVMe the system has the first place, and no LUN.
  lsblk -dnrpo NAME,MODEL | while read -r name model; do
    case "$name $model" in
      /dev/nvme*n"$(($1 + 2)) MSFT"*Accelerator*) printf "%s\n" "$name" ;;
    esac
  done
  # Over SCSI data disks have a host of their own, beside the one or two of system and temp disk.
  others=$(lsblk -Snrpo HCTL,NAME | while read -r hctl name; do
    if partitioned "$name"; then printf "%s\n" "${hctl%%:*}"; fi
  done)
  lsblk -Snrpo HCTL,NAME | while read -r hctl name; do
    case $hctl in
      *:0:0:"$1") printf "%s\n" "$others" | grep -qx "${hctl%%:*}" || printf "%s\n" "$name" ;;
    esac
  done
}

# take LUN: sets disk and content, its filesystem or the like; a disk of others is refused
take() {
  tries=30
  until
    disk=$(find_disk "$1")
    [ "$(printf "%s\n" "$disk" | grep -c .)" = 1 ]
  do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] ||
      fail 220 "disk of LUN $1: none is it, or several may be ($(words "$disk")); see to the pool"
    sleep 1
  done
  if partitioned "$disk"; then
    fail 221 "disk $disk (LUN $1) has partitions, so it is not ours; give another LUN"
  fi
  at=$(findmnt -nro TARGET -S "$disk")
  if [ "$at" ] && ! printf "%s\n" "$at" | grep -qxF "$directory"; then
    fail 221 "disk $disk (LUN $1) is mounted at $(words "$at"), so it is not ours; give another LUN"
  fi
  look "$disk"
  if [ "$content" = unknown ]; then
    fail 221 "disk $disk (LUN $1) holds partitions or the like; give another LUN"
  fi
}

# look DEVICE: sets content, empty if nothing is there; whoever cannot tell must not format
look() {
  content=$(blkid -p -o value -s TYPE "$1")
  case $? in
    0) [ "$content" ] || content=unknown ;;
    2) content= ;;
    *) fail 221 "disk $1 cannot be looked at, so it is not formatted; reimage the node" ;;
  esac
}

# stripe DISK...: sets volume
stripe() {
  volume=/dev/mapper/lighterman-data
  if ! vgs lighterman >/dev/null 2>&1; then
    attempt 224 "disks $* make no volume group; reimage the node" vgcreate lighterman "$@"
  fi
  if ! lvs lighterman/data >/dev/null 2>&1; then
    attempt 224 "disks $* make no volume; reimage the node" \
      lvcreate -y -W y -i $# -I 64k -l "100%FREE" -n data lighterman
  fi
  attempt 224 "disks $* have a volume that does not start; reimage the node" \
    vgchange -ay lighterman
  look "$volume"
}

# Sets volume and its content.
assemble() {
  case $luns in
    *,*) ;;
    *)
      take "$luns"
      volume=$disk
      return
      ;;
  esac
  need vgs lvs vgcreate lvcreate vgchange
  set --
  for lun in $(printf "%s\n" "$luns" | tr , " "); do
    take "$lun"
    case $content in
      "" | LVM2_member) set -- "$@" "$disk" ;;
      *) fail 221 "disk $disk (LUN $lun) holds $content, which is left alone; reimage the node" ;;
    esac
  done
  stripe "$@"
}

# source_of DIRECTORY: prints what is mounted right there
source_of() {
  findmnt -nro SOURCE -M "$1" | tail -n 1
}

mount_volume() {
  at=$(source_of "$directory")
  if [ "$at" ] && [ "$at" != "$volume" ]; then
    fail 225 "disk $volume has no place, for $at is mounted at $directory; choose another one"
  fi
  if [ -z "$content" ]; then
    attempt 223 "disk $volume cannot be formatted; reimage the node" \
      mkfs.ext4 -q -F -m 0 -E nodiscard "$volume"
  fi
  if [ -z "$at" ]; then
    attempt 225 "disk $volume gets no directory; choose another one" mkdir -p "$directory"
    # Docker starts before this does, and makes its directory where none is mounted yet.
    if [ "$(find "$directory" -mindepth 1 -maxdepth 1 ! -name docker)" ]; then
      fail 225 "disk $volume would hide what is in $directory; choose another directory"
    fi
    rm -f /run/lighterman-docker
    attempt 225 "disk $volume cannot be mounted at $directory; reimage the node" \
      mount -o noatime "$volume" "$directory"
  fi
}

# Their directories keep their path, by which containers have them too.
move_tasks() {
  items=${AZ_BATCH_NODE_ROOT_DIR:-}/workitems
  [ -d "$items" ] ||
    fail 226 "disk $volume gets no tasks, since $items is no directory; run it as a start task"
  at=$(source_of "$items")
  case $at in
    "$volume"\[*) return ;;
    ?*) fail 226 "disk $volume gets no tasks, since $at is mounted at $items; reboot the node" ;;
  esac
  text="disk $volume cannot take over $items; choose a larger disk or reimage the node"
  # What is moved is deleted, so that what is there after the next boot is newer.
  attempt 226 "$text" cp -a "$items" "$directory/"
  attempt 226 "$text" find "$items" -mindepth 1 -delete
  attempt 226 "$text" mount --bind "$directory/workitems" "$items"
}

# Sets data-root and leaves all other keys, in another file first.
configure_docker() {
  file=/etc/docker/daemon.json
  text="Docker cannot be told of disk $volume in $file; see to that file in the image"
  if [ -s "$file" ]; then
    need python3
    attempt 228 "$text" python3 -c "
import json, os, sys
path, root = os.path.realpath(sys.argv[1]), sys.argv[2]
with open(path, encoding=\"utf-8\") as file:
    config = json.load(file)
if not isinstance(config, dict):
    sys.exit(\"it holds no object\")
if config.get(\"data-root\") != root:
    config[\"data-root\"] = root
    with open(path + \".new\", \"w\", encoding=\"utf-8\") as file:
        json.dump(config, file, indent=2)
    os.chmod(path + \".new\", os.stat(path).st_mode & 0o777)
    os.replace(path + \".new\", path)
    print(\"changed\")
" "$file" "$1"
    if [ "$said" ]; then rm -f /run/lighterman-docker; fi
  else
    rm -f /run/lighterman-docker
    attempt 228 "$text" mkdir -p "${file%/*}"
    { printf "{\"data-root\": \"%s\"}\n" "$1" >"$file.new" && mv -f "$file.new" "$file"; } ||
      fail 228 "$text"
  fi
}

move_docker() {
  home=$directory/docker
  attempt 228 "disk $volume gets no directory for Docker; choose a larger disk" mkdir -p "$home"
  configure_docker "$home"
  # Gone after a boot, when Docker has started without the disk.
  if [ -e /run/lighterman-docker ]; then return; fi
  attempt 229 "Docker does not start with disk $volume; see its journal on the node" \
    systemctl restart docker
  [ "$(docker info -f "{{.DockerRootDir}}" 2>/dev/null)" = "$home" ] ||
    fail 229 "Docker does not use disk $volume, though told to; see how it starts in the image"
  : >/run/lighterman-docker || fail 229 "disk $volume: /run cannot be written; reboot the node"
}

main() {
  luns=$1
  directory=$2
  export PATH="$PATH:/usr/sbin:/sbin" LC_ALL=C
  umask 022
  need lsblk blkid findmnt mount mkfs.ext4
  if [ "$4" = docker ]; then
    for tool in docker systemctl; do
      command -v "$tool" >/dev/null ||
        fail 227 "Docker cannot move to the disks of LUN $luns, for there is no $tool;\
 take an image with Docker, or leave its data root where it is"
    done
  fi
  assemble
  mount_volume
  if [ "$3" = tasks ]; then
    move_tasks
  else
    attempt 225 "disk $volume cannot be opened for tasks; reimage the node" chmod 1777 "$directory"
  fi
  if [ "$4" = docker ]; then move_docker; fi
  printf "lighterman: disk %s is mounted at %s\n" "$volume" "$directory"
}

# In a shell of its own, so that the command finds its environment as it was.
(main "$@") || exit
shift 4
[ $# = 0 ] || exec "$@"
