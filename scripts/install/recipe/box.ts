import { type ChildProcess, spawn } from "node:child_process"
import fs from "node:fs"
import path from "node:path"

// A container without an engine: namespaces of its own for mounts and processes, a folder as its root, what Debian and
// Node bring lent from this machine to be read, and nothing of this environment.

export interface Box {
  /** The folder that is its root. */
  root: string
  cwd: string
  env: Record<string, string>
  /** `uid:gid` without any right of root; root where none is named. */
  user?: string
  /** As with `read_only: true` and a `tmpfs` for /tmp. */
  readOnly?: boolean
}

const SEARCHED = "/node/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
/** $1 the root, $2 "ro" or "rw", $3 the folder of Node, then the command, which takes the place of this shell as PID 1. */
const ENTER = `
set -e
root=$1 mode=$2 node=$3; shift 3
mount --make-rprivate /
mount --bind "$root" "$root"
for name in usr etc dev; do mkdir -p "$root/$name"; mount --rbind "/$name" "$root/$name"; done
for name in bin sbin lib lib64; do [ -e "$root/$name" ] || ln -s "usr/$name" "$root/$name"; done
mkdir -p "$root/node" "$root/proc" "$root/tmp"
mount --rbind "$node" "$root/node"
for name in usr etc node; do mount -o remount,bind,ro "$root/$name"; done
mount -t proc proc "$root/proc"
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
[ "$mode" = rw ] || mount -o remount,bind,ro "$root"
exec chroot "$root" "$@"
`

/** Whether this machine can make one. */
export const canBox = process.platform === "linux" && process.getuid?.() === 0

/** Starts a command as the first process of a box. */
export function startIn(box: Box, command: string[], output: "inherit" | number = "inherit"): ChildProcess {
  const node = path.dirname(path.dirname(process.execPath))
  const enter = ["--mount", "--pid", "--fork", "--kill-child", "sh", "-c", ENTER, "sh", box.root]
  const inside = ["sh", "-c", 'cd "$0" && exec "$@"', box.cwd, ...privileges(box.user), ...command]
  const variables = Object.entries({ PATH: SEARCHED, HOME: "/tmp", ...box.env }).map(
    ([name, value]) => `${name}=${value}`,
  )
  const args = ["-i", ...variables, "unshare", ...enter, box.readOnly ? "ro" : "rw", node, ...inside]
  return spawn("env", args, { cwd: "/", stdio: ["ignore", output, output] })
}

/** Runs a command in a box to its end and gives its exit code. */
export function runIn(box: Box, command: string[], output?: "inherit" | number): Promise<number | null> {
  const child = startIn(box, command, output)
  return new Promise((done) => child.once("exit", done))
}

/** Asks the first process of a box to end, as an engine does, and gives its exit code. */
export function endBox(child: ChildProcess): Promise<number | null> {
  const ended = new Promise<number | null>((done) => child.once("exit", done))
  const [first] = fs.readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, "utf8").split(" ")
  process.kill(Number(first), "SIGTERM")
  return ended
}

function privileges(user?: string): string[] {
  if (!user) return []
  const [uid = "", gid = ""] = user.split(":")
  const none = ["--clear-groups", "--no-new-privs", "--inh-caps=-all", "--bounding-set=-all"]
  return ["setpriv", `--reuid=${uid}`, `--regid=${gid}`, ...none, "--"]
}
