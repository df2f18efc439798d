// npm run operator and the like: runs a command from the build, or from its source where that is newer.
// node scripts/install/command.mjs NAME …
import { canBuild, programsAreFresh } from "../tools/ensure-installed.mjs"
import { loaded } from "./programs.mjs"

const [node = "", , name, ...typed] = process.argv
const file = `scripts/${name}.ts`
process.argv = [node, file, ...typed]
await loaded(file, { built: programsAreFresh() || !canBuild() })
