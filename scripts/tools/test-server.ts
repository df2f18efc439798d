// Before the domain tests: one throwaway PostgreSQL with a migrated template database.

import postgres from "postgres"
import { migrate } from "@/db/migrate"
import { startThrowaway } from "@/scripts/tools/postgres.mjs"

export default async function setup() {
  const server = await startThrowaway()
  const sql = postgres(server.url, { max: 1, onnotice: () => {} })
  await sql.unsafe("create database template_muster")
  await sql.end()
  await migrate(server.url.replace(/[^/]+$/, "template_muster"))
  process.env.MUSTER_TEST_SERVER = server.url
  return server.stop
}
