// npm run operator and the like: runs a command from the build, or from its source where that is newer.
// node scripts/install/command.mjs NAME …
import { canBuild, programsAreFresh } from "../tools/ensure-installed.mjs"
import { loaded } from "./programs.mjs"

const [node = "", , name, ...typed] = process.argv
const file = `scripts/${name}.ts`
process.argv = [node, file, ...typed]
const built = programsAreFresh() || !canBuild()
await loaded(file, { built }).catch(async (error) => {
  const { explained } = await loaded("db/problems.ts", { built })
  const told = process.env.DATABASE_URL ? explained(error, process.env.DATABASE_URL) : error
  console.error(told.expected ? told.message : told)
  process.exit(1)
})
