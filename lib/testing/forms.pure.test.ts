import { expect, test } from "vitest"
import { codeFiles, importsOf, nodesOf, treeOf } from "@/lib/testing/sources"

/** The hook by which an action that has no answer leaves its form as it was typed. */
const HOOK = "components/forms/answers/form-action.ts"

test("every form with an action says when it has no answer, and keeps what was typed", () => {
  const drawn = codeFiles.filter((file) => file.endsWith(".tsx") && !file.startsWith("components/forms/"))
  const bare = drawn.filter((file) => hasActionForm(file) && !importsOf(file).includes(HOOK))
  expect(bare.map((file) => `${file}: draw it by ActionForm or ButtonForm of components/forms`)).toEqual([])
  const stateful = codeFiles.filter((file) => file !== HOOK && calls(file, "useActionState"))
  expect(stateful.map((file) => `${file}: take useFormAction of ${HOOK}`)).toEqual([])
})

function hasActionForm(file: string): boolean {
  return [...nodesOf(treeOf(file))].some(
    (node) =>
      node.type === "JSXOpeningElement" &&
      node.name.type === "JSXIdentifier" &&
      node.name.name === "form" &&
      node.attributes.some((given) => given.type === "JSXAttribute" && given.name.name === "action"),
  )
}

function calls(file: string, name: string): boolean {
  return [...nodesOf(treeOf(file))].some(
    (node) => node.type === "CallExpression" && node.callee.type === "Identifier" && node.callee.name === name,
  )
}
