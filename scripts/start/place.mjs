// Where a start listens, and whether it can.
import { complaint, portTaken } from "../tools/process-tools.mjs"

/**
 * The port and host of the console, and whether it is the demo. Refuses a port that is none, and a worker alone for the
 * demo. @param {{ workerAlone: boolean }} options
 */
export function whereabouts({ workerAlone }) {
  const port = Number(process.env.PORT || 3000)
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw complaint(`PORT must be a number from 1 to 65535, not ${process.env.PORT}.`)
  const embedded = !process.env.DATABASE_URL
  if (embedded && workerAlone) throw complaint("Set DATABASE_URL: the demo of npm start has a worker already.")
  // In production the proxy before us comes from elsewhere; the demo is nobody else's.
  const host = process.env.HOST || (embedded ? "127.0.0.1" : "0.0.0.0")
  return { port, host, embedded }
}

/** Says so where nothing can listen at a port. @param {number} port @param {string} host */
export async function refuseTakenPort(port, host) {
  const why = await portTaken(port, host)
  if (why === "EADDRINUSE")
    throw complaint(
      `Port ${port} is in use. Stop the other program, or choose another port: PORT=${port + 1} npm start`,
    )
  if (why) throw complaint(`Port ${port} on ${host} cannot be used (${why}).`)
}
