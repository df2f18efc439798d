import { failed, type Pending } from "@/db/driver/deadline"

/** From when on a commit is late, how many may be, and how often another is tried all the same. */
const LATE_MS = 3000
const MOST_LATE = 3
const AGAIN_MS = 30_000

/**
 * Commits that are not answered though the server is there, as those that no standby confirms. Nothing ends them but a
 * standby, and each keeps its connection, in the server too: where there are several, no other begins.
 */
export class Commits<Pool> {
  private readonly late = new Map<Pending, { pool: Pool; since: number }>()
  private tried = Number.NEGATIVE_INFINITY

  /** Takes what is to be done with the pool of one that is late. */
  constructor(private readonly onLate: (pool: Pool) => void) {}

  /** Waits with a commit that is being sent on a pool. */
  watch(commit: Pending, pool: Pool) {
    const { resolve, reject } = commit
    const since = performance.now()
    const timer = setTimeout(() => {
      this.late.set(commit, { pool, since })
      this.onLate(pool)
    }, LATE_MS).unref()
    const answered = () => {
      clearTimeout(timer)
      this.late.delete(commit)
    }
    commit.resolve = (value) => {
      answered()
      this.confirmed(since)
      resolve(value)
    }
    commit.reject = (error) => {
      // Who waited for it does so no more, and it is still there.
      if ((error as { code?: string }).code !== "DEADLINE_EXCEEDED") answered()
      reject(error)
    }
  }

  /** Those that were sent before one that is confirmed wait for nothing: their connections are lost. */
  private confirmed(at: number) {
    for (const [commit, { since }] of this.late) if (since < at) this.late.delete(commit)
  }

  /** Whether a pool has connections that wait. */
  holds(pool: Pool): boolean {
    return [...this.late.values()].some((one) => one.pool === pool)
  }

  /** Refuses what would only wait as well, but for one now and then, which finds out. */
  mustBeConfirmed() {
    if (this.late.size < MOST_LATE) return
    if (performance.now() - this.tried < AGAIN_MS) throw failed("COMMITS_WAIT", "The database confirms no commits")
    this.tried = performance.now()
  }
}
