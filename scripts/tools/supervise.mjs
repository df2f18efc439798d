// Runs a Node program as a child and starts it again when it dies, ever more slowly.
import { spawn } from "node:child_process"
import http from "node:http"
import { setTimeout as sleep } from "node:timers/promises"
import { endChild, root } from "./process-tools.mjs"

const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 30_000
/** One that lived this long died of something new. */
const STEADY_MS = 60_000
const PATIENCE_MS = 120_000
const PATIENCE_OF_END_MS = 15_000

/**
 * @param {{ name: string, args: string[], env: NodeJS.ProcessEnv, onSpawn?: (pid: number) => void, output?: number | "inherit" }} options
 */
export function supervise({ name, args, env, onSpawn = () => {}, output = "inherit" }) {
  let [stopping, pause] = [false, FIRST_PAUSE_MS]
  let child = launch()

  function launch() {
    const since = Date.now()
    // Detached: a Ctrl-C in the terminal reaches the launcher alone, which stops all in order.
    const fresh = spawn(process.execPath, args, {
      cwd: root,
      env,
      detached: true,
      stdio: ["ignore", output, output, "ipc"],
    })
    if (fresh.pid) onSpawn(fresh.pid)
    fresh.once("exit", (code, signal) => again(code ?? signal, since))
    return fresh
  }

  async function again(reason, since) {
    if (stopping) return
    if (Date.now() - since > STEADY_MS) pause = FIRST_PAUSE_MS
    console.error(`The ${name} ended (${reason}); starting it again in ${pause / 1000} s.`)
    await sleep(pause)
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS)
    if (!stopping) child = launch()
  }

  /** Waits for the first answer; a program that ends before it does not get a second try. */
  async function answers(url, origin) {
    const last = Date.now() + PATIENCE_MS
    while (!(await isReady(url, origin)) && !stopping) {
      if (child.exitCode !== null || Date.now() > last)
        throw Object.assign(new Error(`The ${name} did not become ready, see above.`), { expected: true })
      await sleep(100)
    }
  }

  /** Ends it by a signal; what does not end in some seconds beyond those it was given is killed. */
  async function stop(signal = "SIGTERM", seconds = 0) {
    stopping = true
    await endChild(child, signal, PATIENCE_OF_END_MS + seconds * 1000)
  }

  function kill() {
    stopping = true
    child.kill("SIGKILL")
  }

  return { answers, stop, kill }
}

/** The app answers only to the name it is published under. */
function isReady(url, origin) {
  return new Promise((resolve) => {
    const request = http.get(url, { headers: { host: new URL(origin).host }, timeout: 10_000 }, (response) => {
      response.resume()
      resolve(response.statusCode === 200)
    })
    request.once("error", () => resolve(false))
    request.once("timeout", () => request.destroy(new Error("too late")))
  })
}
