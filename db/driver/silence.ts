import net from "node:net"
import { failed, giveUp, type Pending } from "@/db/driver/deadline"

/** How long an answer may be missing before the server is asked beside it, and how soon again once it has answered. */
const QUIET_MS = 800
const AGAIN_MS = 3000
const LOOK_MS = 200
/** How long an answer may be missing before it is asked for what the server waits. */
const LATE_MS = 3000
/**
 * What the server has for its answer, in rounds of the event loop, for one that is held up hears nothing meanwhile.
 * Together more than the second after which the first packet of a connection is sent again.
 */
const ROUNDS = 12
const ROUND_MS = 100
/**
 * Asks whether a connection can be encrypted, before any login. PostgreSQL and its poolers answer by one byte of their
 * own, however busy what stands behind them is.
 */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47])
/** What the network says of a server that cannot be reached; any other error is our own, and proves nothing. */
const UNREACHED = /^(ECONN|EHOST|ENET|ETIMEDOUT|EPIPE|ENOENT)/

/** Looks after the queries of one pool: where one has no answer, asks the server whether it is there at all. */
export class Vigil {
  private readonly unanswered = new Map<Pending, number>()
  private clock: NodeJS.Timeout | undefined
  private asking = false
  private asked = 0
  private heard = 0

  /** Takes where the server is, what is done when it is silent, and what while it is there and does not answer. */
  constructor(
    private readonly front: () => net.NetConnectOpts | undefined,
    private readonly onSilence: () => void,
    private readonly onDelay: () => void,
  ) {}

  /** Waits with a query that is being sent. */
  watch(query: Pending) {
    const { resolve, reject } = query
    const settled = () => {
      this.heard = performance.now()
      this.unanswered.delete(query)
    }
    query.resolve = (value) => {
      settled()
      resolve(value)
    }
    query.reject = (error) => {
      settled()
      reject(error)
    }
    this.unanswered.set(query, performance.now())
    this.clock ??= setInterval(() => void this.look(), LOOK_MS).unref()
  }

  private async look() {
    if (this.unanswered.size === 0) return this.rest()
    if (this.hasWaited(LATE_MS)) this.onDelay()
    const front = this.front()
    if (this.asking || !front || !this.isDue()) return
    this.asking = true
    this.asked = performance.now()
    const answered = await answers(front)
    this.asking = false
    if (answered) return
    // Anything else that was answered meanwhile is a sign of life as well.
    if (this.heard > this.asked) this.asked = 0
    else this.despair()
  }

  private rest() {
    clearInterval(this.clock)
    this.clock = undefined
  }

  private hasWaited(ms: number): boolean {
    const now = performance.now()
    return [...this.unanswered.values()].some((since) => now - since >= ms)
  }

  private isDue(): boolean {
    const now = performance.now()
    const due = (since: number) => (since > this.asked ? now - since >= QUIET_MS : now - this.asked >= AGAIN_MS)
    return [...this.unanswered.values()].some(due)
  }

  private despair() {
    const error = failed("CONNECTION_SILENT", "The database has fallen silent")
    for (const query of [...this.unanswered.keys()]) giveUp(query, error)
    this.onSilence()
  }
}

/** Whether a fresh connection to a server is answered. */
function answers(front: net.NetConnectOpts): Promise<boolean> {
  return new Promise((resolve) => {
    let rounds = 0
    const clock = setInterval(() => {
      if (++rounds === ROUNDS) end(false)
    }, ROUND_MS)
    const socket = net.connect(front)
    const end = (answered: boolean) => {
      clearInterval(clock)
      socket.destroy()
      resolve(answered)
    }
    socket.once("data", () => end(true)).once("end", () => end(false))
    socket.on("error", ({ code = "" }: NodeJS.ErrnoException) => end(!UNREACHED.test(code)))
    socket.write(SSL_REQUEST)
  })
}
