import type postgres from "postgres"
import { type Asked, Commits } from "@/db/driver/commits"
import { connected, failed, type Pending } from "@/db/driver/deadline"
import { NO_PRIMARY } from "@/db/driver/failure"
import { Vigil } from "@/db/driver/silence"
import { cut, frontOf } from "@/db/driver/socket"
import { Timelines } from "@/db/driver/timelines"

/** What was just handed to a pool that is replaced has reached a connection by then. */
const HANDED_MS = 1000
/** How often a server that cannot be written to is left, and one that was not reached is tried. */
const AGAIN_MS = 1000
const RECONNECT_MS = 300
/** Connections are made anew every few minutes, for what a name or a proxy leads to may have changed. */
const AGE_MS = 300_000
/** What a server may take for its first answer once it is connected to. */
const GRACE_SECONDS = 1

const READ_ONLY = "25006"
const NO_STANDBY = "NO_STANDBY"
/** A pooler has shared the connection that a prepared statement was on. */
const UNPREPARED = ["26000", "42P05"]
/** What PgBouncer says to a setting that it does not know. */
const REFUSED_SETTING = /unsupported startup parameter/i
const IS_READ_ONLY = "select current_setting('transaction_read_only') = 'on' as read_only"

export type Client = postgres.Sql<Record<string, never>>

/**
 * Which of several servers will do: one that can be written to, one that cannot, with any other in its place where there
 * is none, or any.
 */
export type Wanted = "primary" | "standby" | "any"

/** Opens a pool on one of the servers, by its number, whose connections ask for settings or for none. */
export type Open = (server: number, settings: boolean, onclose: () => void) => Client

/** A pool on one server. */
export interface Pool {
  sql: Client
  /** Hands a query to a connection. */
  hand: Pending["handler"]
  /** Whether its server has answered and, of several, is one that is wanted. */
  reached: boolean
  /** Looks after what is sent on it. */
  vigil: Vigil
}

interface Manner {
  open: Open
  servers: number
  wanted: Wanted
  prepare: boolean
  /** Where a pooler refuses the settings of a connection: what is thrown, or whether to prepare without them. */
  refusedSettings: Error | { prepare: boolean }
  connectSeconds: number
  /** How long a pool that was replaced may go on with what it was asked; null for as long as it takes. */
  retirementSeconds: number | null
}

/**
 * The pool on one of the servers, replaced whenever it loses a connection: postgres.js may keep unsent bytes on a broken
 * connection, which then never works again. One that finds itself on a server that cannot be written to, as after a
 * failover, is replaced by one on the next, until there is one that can.
 */
export class Servers {
  current: Pool
  prepare: boolean
  readonly commits = new Commits(
    () => this.manner.open(this.server, false, () => {}) as unknown as Asked,
    // What is sent from now on has connections that do not wait.
    () => this.renew(this.current),
  )
  private readonly timelines = new Timelines()
  private server = 0
  private settings = true
  private closed = false
  private retired = new Set<Client>()
  private reaching: Promise<Pool> | undefined
  private failure: { error: unknown; at: number } | undefined

  constructor(private readonly manner: Manner) {
    this.prepare = manner.prepare
    // Many processes share what is read among all servers.
    if (manner.wanted !== "primary") this.server = Math.floor(Math.random() * manner.servers)
    this.current = this.fresh()
  }

  private fresh(): Pool {
    const sql = this.manner.open(this.server, this.settings, () => this.renew(pool))
    const vigil = new Vigil(
      () => frontOf(sql.options),
      () => this.leave(pool),
      () => void this.commits.look(),
    )
    const pool: Pool = { sql, hand: (sql.unsafe("") as unknown as Pending).handler, reached: false, vigil }
    return pool
  }

  /** Replaces the present pool, where it is this one. */
  renew(broken: Pool) {
    if (this.closed || broken !== this.current) return
    this.current = this.fresh()
    const { sql, reached } = broken
    if (!reached) {
      void end(sql)
      return
    }
    this.retired.add(sql)
    setTimeout(() => endIdle(sql), HANDED_MS).unref()
    if (this.manner.retirementSeconds === null) return
    setTimeout(() => {
      this.retired.delete(sql)
      void end(sql)
    }, this.manner.retirementSeconds * 1000).unref()
  }

  /** Goes on with the next of several servers. */
  goOn() {
    if (this.manner.servers === 1) return
    this.toNext()
    this.renew(this.current)
  }

  private toNext() {
    this.server = (this.server + 1) % this.manner.servers
    this.commits.forget()
  }

  /** Leaves a server that is silent, with all that waits for it. */
  private leave(pool: Pool) {
    if (pool === this.current && !this.closed) {
      this.toNext()
      this.current = this.fresh()
    }
    this.retired.delete(pool.sql)
    void end(pool.sql).then(() => cut(pool.sql.options))
  }

  /** The pool, once a server has answered; all that waits for it shares one attempt. */
  reach(): Promise<Pool> {
    if (this.failure && Date.now() - this.failure.at < RECONNECT_MS) return Promise.reject(this.failure.error)
    this.reaching ??= this.tryAll().finally(() => {
      this.reaching = undefined
    })
    return this.reaching
  }

  private async tryAll(): Promise<Pool> {
    const { servers, wanted, refusedSettings } = this.manner
    const tries = wanted === "standby" ? 2 * servers : servers
    for (let tried = 0; ; ) {
      const pool = this.current
      let error = await this.whyNot(pool, tried >= servers)
      if (!error) return pool
      const refused = this.settings && REFUSED_SETTING.test((error as Error).message)
      if (refused && refusedSettings instanceof Error) error = refusedSettings
      if (refused && !(refusedSettings instanceof Error)) {
        this.settings = false
        this.prepare = refusedSettings.prepare
      } else {
        tried++
        this.toNext()
      }
      this.renew(pool)
      if (tried < tries) continue
      this.failure = { error, at: Date.now() }
      throw error
    }
  }

  /** Why a pool is not what was looked for; any server will do where it is the only one. */
  private async whyNot(pool: Pool, isLastChoice: boolean): Promise<unknown> {
    const { servers, wanted, connectSeconds } = this.manner
    try {
      const [row] = await connected(pool.sql.unsafe(IS_READ_ONLY), connectSeconds + GRACE_SECONDS)
      const isReadOnly = row?.read_only === true
      const isFit = async () => !isReadOnly && !(await this.timelines.isFormer(pool.sql, this.others()))
      if (servers > 1 && wanted === "primary" && !(await isFit()))
        return failed(NO_PRIMARY, "None of the servers can be written to")
      if (servers > 1 && wanted === "standby" && !isReadOnly && !isLastChoice)
        return failed(NO_STANDBY, "None of the servers is a standby")
      pool.reached = true
      const isMakeshift = wanted === "primary" && isReadOnly
      const age = isMakeshift ? AGAIN_MS : AGE_MS * (0.8 + Math.random() * 0.4)
      setTimeout(() => this.renew(pool), age).unref()
      return undefined
    } catch (error) {
      return error
    }
  }

  private others(): Client[] {
    const { open, servers } = this.manner
    const numbers = Array.from({ length: servers }, (_, number) => number).filter((number) => number !== this.server)
    return numbers.map((number) => open(number, this.settings, () => {}))
  }

  /** Learns from what the database says to a query that a pool was asked. */
  learn(pool: Pool, code: string) {
    if (UNPREPARED.includes(code)) this.prepare = false
    if (code === READ_ONLY && pool === this.current) this.toNext()
    if (code === READ_ONLY || UNPREPARED.includes(code)) this.renew(pool)
  }

  /** Ends all pools, the present one when it has answered or its patience ends. */
  async close(patienceSeconds: number) {
    this.closed = true
    this.commits.forget()
    const others = [...this.retired].map((sql) => sql.end({ timeout: 1 }))
    await Promise.all([this.current.sql.end({ timeout: patienceSeconds }), ...others])
  }
}

/** Ends what is idle at once, the rest when it has answered; the types of postgres.js leave this out. */
function endIdle(sql: Client) {
  void (sql as unknown as { close(): Promise<void> }).close().catch(() => {})
}

function end(sql: Client): Promise<void> {
  return sql.end({ timeout: 0 }).catch(() => {})
}
