// What every script here needs to know about processes and ports.
import { spawn, spawnSync } from "node:child_process"
import fs from "node:fs"
import net from "node:net"
import { setTimeout as sleep } from "node:timers/promises"
import { fileURLToPath } from "node:url"

export const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/[/\\]$/, "")
export const isRoot = process.getuid?.() === 0

/** What is said to who has started a program as it is, without a stack. @param {string} text */
export function complaint(text) {
  return Object.assign(new Error(text), { expected: true })
}

/** Whether a process runs; a zombie does not. @param {number} pid */
export function alive(pid) {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return error.code === "EPERM"
  }
  return !/^\d+ \(.*\) Z/s.test(read(`/proc/${pid}/stat`))
}

/** The command line of a process, empty when there is none. @param {number} pid @returns {string} */
export function commandOf(pid) {
  if (fs.existsSync("/proc/self/cmdline")) return read(`/proc/${pid}/cmdline`).replaceAll("\0", " ")
  return spawnSync("ps", ["-p", String(pid), "-o", "command="], { encoding: "utf8" }).stdout ?? ""
}

/** Signals a process that is no child of ours and waits until it is gone. @param {number} pid */
export async function endForeign(pid, signal = "SIGINT", patience = 20_000) {
  const last = Date.now() + patience
  process.kill(pid, signal)
  while (alive(pid)) {
    if (Date.now() > last) process.kill(pid, "SIGKILL")
    await sleep(100)
  }
}

/**
 * Signals a child and waits for its exit; a deaf one is killed.
 * @param {import("node:child_process").ChildProcess} child
 */
export async function endChild(child, signal = "SIGTERM", patience = 15_000) {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((resolve) => child.once("exit", resolve))
  child.kill(signal)
  const killer = setTimeout(() => child.kill("SIGKILL"), patience)
  await gone
  clearTimeout(killer)
}

const running = new Set()

/** Runs a command to its end and gives the exit code. @param {string} command @param {string[]} args @param {import("node:child_process").SpawnOptions} [options] @returns {Promise<number>} */
export function run(command, args, options) {
  const child = spawn(command, args, { cwd: root, stdio: "inherit", ...options })
  running.add(child)
  return new Promise((resolve) => {
    child.once("error", () => resolve(127))
    child.once("exit", (code) => {
      running.delete(child)
      resolve(code ?? 1)
    })
  })
}

/** Ends the commands that run() still waits for. */
export async function endRunning() {
  await Promise.all([...running].map((child) => endChild(child)))
}

/** @returns {Promise<number>} */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer().once("error", reject)
    server.listen(0, "127.0.0.1", () => {
      const { port } = /** @type {net.AddressInfo} */ (server.address())
      server.close(() => resolve(port))
    })
  })
}

/** Why a port cannot be listened on, or null. @returns {Promise<string | null>} */
export function portTaken(port, host) {
  return new Promise((resolve) => {
    const server = net.createServer().once("error", (error) => resolve(error.code))
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(null)))
  })
}

function read(path) {
  try {
    return fs.readFileSync(path, "utf8")
  } catch {
    return ""
  }
}
