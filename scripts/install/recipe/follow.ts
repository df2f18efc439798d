import fs from "node:fs"
import path from "node:path"
import { type Box, runIn } from "@/scripts/install/recipe/box"
import { type Instruction, type Stage, stagesOf, variablesIn, wordsOf } from "@/scripts/install/recipe/dockerfile"
import { root } from "@/scripts/tools/process-tools.mjs"

export interface Image {
  /** What a container of it is run with. */
  box: Box
  command: string[]
  healthcheck: string[]
}

/** Follows the Dockerfile of this folder in an empty one, a folder for each stage; gives the image of each by its name. */
export async function followed(folder: string): Promise<Record<string, Image>> {
  const made: Record<string, Image> = {}
  for (const stage of stagesOf(fs.readFileSync(path.join(root, "Dockerfile"), "utf8")))
    made[stage.name] = await followStage(stage, path.join(folder, stage.name), made)
  return made
}

async function followStage({ instructions }: Stage, home: string, others: Record<string, Image>): Promise<Image> {
  fs.mkdirSync(home)
  const image: Image = { box: { root: home, cwd: "/", env: {} }, command: [], healthcheck: [] }
  for (const instruction of instructions) await follow(instruction, image, others)
  return image
}

async function follow({ word, options, rest }: Instruction, image: Image, others: Record<string, Image>) {
  const { box } = image
  if (word === "WORKDIR") enter(box, rest)
  else if (word === "ENV") Object.assign(box.env, variablesIn(rest))
  else if (word === "USER") box.user = rest
  else if (word === "CMD") image.command = wordsOf(rest)
  else if (word === "HEALTHCHECK") image.healthcheck = wordsOf(rest.replace(/^CMD /, ""))
  else if (word === "COPY") copy(rest.split(/\s+/), options.from ? (others[options.from]?.box.root ?? "") : root, box)
  else if (word === "RUN") await mustRun(box, rest)
  else if (word !== "EXPOSE") throw new Error(`The Dockerfile has an instruction that is not followed here: ${word}`)
}

function enter(box: Box, folder: string) {
  box.cwd = folder
  fs.mkdirSync(path.join(box.root, folder), { recursive: true })
}

async function mustRun(box: Box, line: string) {
  const code = await runIn(box, ["sh", "-c", line])
  if (code !== 0) throw new Error(`${line} ended with ${code}`)
}

/** A folder gives what is in it; a file goes into a folder that is named with a slash at its end. */
function copy(words: string[], from: string, box: Box) {
  const to = words.at(-1) ?? ""
  const target = path.resolve(path.join(box.root, box.cwd), to)
  for (const word of words.slice(0, -1)) {
    const source = path.join(from, word)
    const isFolder = fs.statSync(source).isDirectory()
    const place = isFolder || !to.endsWith("/") ? target : path.join(target, path.basename(word))
    const filter = from === root ? isTaken : () => true
    fs.cpSync(source, place, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true, filter })
  }
}

const leftOut = fs.readFileSync(path.join(root, ".dockerignore"), "utf8").split("\n").filter(Boolean)

/** Whether .dockerignore leaves a file in; one star stands for anything. */
function isTaken(file: string): boolean {
  const name = path.relative(root, file)
  return !leftOut.some((pattern) => {
    const [start = "", end] = pattern.split("*")
    return end === undefined ? name === pattern : name.startsWith(start) && name.endsWith(end)
  })
}
