// Judges passwords beside the process that answers requests: one password takes up to a tenth of a second.
import { parentPort } from "node:worker_threads"
import { ZxcvbnFactory } from "@zxcvbn-ts/core"
import { adjacencyGraphs, dictionary } from "@zxcvbn-ts/language-common"

const blocklist = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs })

parentPort?.on("message", ({ password, words }) => parentPort?.postMessage(blocklist.check(password, words).score))
