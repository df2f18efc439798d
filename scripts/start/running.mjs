// The folder of what outlives a start, and the note in it of what runs.
import fs from "node:fs"
import { alive, commandOf, endForeign, root } from "../tools/process-tools.mjs"
import { readJson, writeWhole } from "../tools/state-files.mjs"

/**
 * Makes the folder of what outlives a start; says whether it can be written. Refuses one that is needed and cannot.
 * @param {string} folder @param {boolean} needed
 */
export function ownFolder(folder, needed) {
  try {
    fs.mkdirSync(folder, { recursive: true })
    fs.accessSync(folder, fs.constants.W_OK)
    // Passable, for PostgreSQL under root runs as somebody else; every file in it is closed.
    fs.chmodSync(folder, 0o711)
    return true
  } catch (error) {
    if (needed)
      throw expected(
        `${folder} cannot be written (${error.code}), and the demo keeps its database there. Start as the owner of this folder, or set DATABASE_URL.`,
      )
    return false
  }
}

/**
 * Ends what a start that was killed left running; one that still lives is left alone. Gives what notes the processes of
 * this start, for the one after a kill.
 * @param {string} file
 */
export async function takeOver(file) {
  const { launcher, children = [] } = readJson(file) ?? {}
  if (launcher && launcher !== process.pid && alive(launcher) && commandOf(launcher).includes("start.mjs"))
    throw expected(`Muster is already running from this folder (process ${launcher}). Stop it first.`)
  for (const pid of children) if (alive(pid) && isOurs(pid)) await endForeign(pid, "SIGTERM")
  const note = (/** @type {number[]} */ running) =>
    writeWhole(file, JSON.stringify({ launcher: process.pid, children: running }))
  note([])
  return { note, forget: () => fs.rmSync(file, { force: true }) }
}

/** A number of a process is given again, so the folder it works in is asked too. @param {number} pid */
function isOurs(pid) {
  const folder = fs.existsSync("/proc/self/cwd") ? fs.readlinkSync(`/proc/${pid}/cwd`) : root
  return folder === fs.realpathSync(root) && commandOf(pid).includes(root)
}

function expected(text) {
  return Object.assign(new Error(text), { expected: true })
}
