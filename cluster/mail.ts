// A mail server that counts what it has taken.
import { once } from "node:events"
import type { AddressInfo } from "node:net"
import { SMTPServer } from "smtp-server"

export interface Mail {
  url: string
  /** How often each letter was taken, by its id. */
  taken: Map<string, number>
  close(): void
}

export async function startMail(): Promise<Mail> {
  const taken = new Map<string, number>()
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    async onData(stream, _, answer) {
      const parts: Buffer[] = []
      for await (const part of stream) parts.push(part)
      const [, id = "none"] = /^message-id:\s*<([^@>]+)/im.exec(Buffer.concat(parts).toString()) ?? []
      taken.set(id, (taken.get(id) ?? 0) + 1)
      answer(null)
    },
  })
  const listener = server.listen(0, "127.0.0.1")
  await once(listener, "listening")
  return {
    url: `smtp://127.0.0.1:${(listener.address() as AddressInfo).port}`,
    taken,
    close: () => server.close(),
  }
}
