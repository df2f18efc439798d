const EVERY_MS = 10_000

/**
 * Says what begins, every ten seconds how long it has been going on, and gives what comes of it.
 * @template T
 * @param {string} what @param {() => Promise<T>} work
 */
export async function telling(what, work) {
  console.log(`${what} …`)
  const since = performance.now()
  const seconds = () => Math.round((performance.now() - since) / 1000)
  const timer = setInterval(() => console.log(`  … still working, ${seconds()} s`), EVERY_MS)
  try {
    return await work()
  } finally {
    clearInterval(timer)
  }
}
