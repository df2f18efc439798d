import type { Pending } from "@/db/driver/deadline"

/** Counts the statements and transactions that have a connection or wait for one, a transaction as one. */
export class Demand {
  /** How many there are. */
  count = 0

  /** Counts a query from when it is sent until it is answered. */
  query<T>(sent: T): T {
    const query = sent as Pending
    const { handler, resolve, reject } = query
    let end = () => {}
    query.handler = (one) => {
      end = this.begin()
      query.handler = handler
      return handler(one)
    }
    query.resolve = (value) => {
      end()
      resolve(value)
    }
    query.reject = (error) => {
      end()
      reject(error)
    }
    return sent
  }

  /** Counts a transaction until it is over. */
  transaction<T>(done: Promise<T>): Promise<T> {
    const end = this.begin()
    done.then(end, end)
    return done
  }

  private begin() {
    let open = true
    this.count += 1
    return () => {
      if (open) this.count -= 1
      open = false
    }
  }
}
