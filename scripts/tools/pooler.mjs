// Starts PgBouncer, where it is installed, before a PostgreSQL of the tests.
import { spawn } from "node:child_process"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { endChild, freePort, isRoot } from "./process-tools.mjs"

/** Where PgBouncer is; undefined where it is not installed. */
export const POOLER = ["/usr/sbin/pgbouncer", "/usr/bin/pgbouncer", "/opt/homebrew/bin/pgbouncer"].find((file) =>
  fs.existsSync(file),
)

/**
 * A pooler before the server of an address, for these logins and any database.
 * @param {{ url: string, logins: string[], settings: string[] }} options
 */
export async function startPooler({ url, logins, settings }) {
  if (!POOLER) throw new Error("PgBouncer is not installed: docs/development.md names what installs it.")
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "muster-pooler-"))
  fs.chmodSync(folder, 0o755)
  const [server, port] = [new URL(url), await freePort()]
  const users = path.join(folder, "users.txt")
  fs.writeFileSync(users, logins.map((login) => `"${login}" ""\n`).join(""))
  const all = [
    "listen_addr=127.0.0.1",
    `listen_port=${port}`,
    "unix_socket_dir=",
    "auth_type=trust",
    `auth_file=${users}`,
    ...settings,
  ]
  const config = path.join(folder, "pgbouncer.ini")
  const databases = `* = host=${server.hostname} port=${server.port}`
  fs.writeFileSync(config, `[databases]\n${databases}\n[pgbouncer]\n${all.join("\n")}\n`)
  const child = spawn(POOLER, [...(isRoot ? ["-u", "nobody"] : []), config], { stdio: "ignore" })
  const stop = async () => {
    await endChild(child, "SIGKILL")
    fs.rmSync(folder, { recursive: true, force: true })
  }
  return { port, child, stop }
}
