import type { JSXChild, Node } from "oxc-parser"
import { expect, test } from "vitest"
import { codeFiles, nodesOf, parsed, textOf, treeOf } from "@/lib/testing/sources"

/**
 * A browser that translates a page puts every text into elements of its own, behind React's back. React cannot put
 * anything in front of such a text, nor take one away that has siblings: the page breaks.
 */
const WHY = "comes and goes beside a bare text, which a translated page does not survive: put the text into an element"

const drawn = codeFiles.filter((file) => file.endsWith(".tsx"))

test("no element comes and goes in front of a bare text, and no bare text among siblings", () => {
  expect(drawn.length).toBeGreaterThan(100)
  expect(drawn.flatMap((file) => complaints(treeOf(file), textOf(file)).map((what) => `${file}: ${what}`))).toEqual([])
})

test("no component draws a bare text that its place could lose", () => {
  expect(drawn.flatMap((file) => bareRoots(treeOf(file)).map((name) => `${file}: ${name}`))).toEqual([])
})

test.each([
  ["{busy && <Spinner />}{children}", 1],
  ["{busy && <Spinner />}Send", 1],
  ["{busy ? <Check /> : <Copy />}{t('copy')}", 1],
  ["<Icon />{!small && name}", 1],
  ["<Icon />{small ? <b>short</b> : `long`}", 1],
  ["{busy && <Spinner />}<span>{children}</span>", 0],
  ["{children}{busy && <Spinner />}", 0],
  ["{copied && words.copied}", 0],
  ["<Icon />{small && <>short</>}", 1],
  ["{busy && <Spinner />}{Name({ first })}", 0],
  ["{first && <p />}{rows.map((row) => <p key={row} />)}", 0],
])("about %s there are %i complaints", (children, times) => {
  expect(complaints(parsed(`const drawn = <p>${children}</p>`, "text.tsx"), "")).toHaveLength(times)
})

/** What is wrong in a file, each with the line that it begins at. */
function complaints(tree: Node, text: string): string[] {
  return [...nodesOf(tree)].flatMap((node) => {
    if (node.type !== "JSXElement" && node.type !== "JSXFragment") return []
    const children = node.children.filter(isDrawn)
    const wrong = children.filter(
      (child, at) => comesAndGoes(child) && (children.slice(at + 1).some(isText) || (children[1] && mayBeText(child))),
    )
    return wrong.map(({ start }) => `line ${text.slice(0, start).split("\n").length} ${WHY}`)
  })
}

function isDrawn(child: JSXChild): boolean {
  if (child.type === "JSXText") return child.value.trim() !== ""
  return child.type !== "JSXExpressionContainer" || child.expression.type !== "JSXEmptyExpression"
}

function comesAndGoes(child: JSXChild): boolean {
  return child.type === "JSXExpressionContainer" && branchesOf(child.expression).length > 1
}

/** What is drawn without a condition, and may be a text. */
function isText(child: JSXChild): boolean {
  return child.type === "JSXText" || (!comesAndGoes(child) && mayBeText(child))
}

function mayBeText(child: JSXChild): boolean {
  return child.type === "JSXExpressionContainer" && branchesOf(child.expression).some(isBare)
}

/** What a condition chooses from; of anything else itself. */
function branchesOf(drawn: Node): (Node | null)[] {
  if (drawn.type === "ConditionalExpression") return [...branchesOf(drawn.consequent), ...branchesOf(drawn.alternate)]
  if (drawn.type === "LogicalExpression" && drawn.operator === "&&") return [null, ...branchesOf(drawn.right)]
  if (drawn.type === "ParenthesizedExpression") return branchesOf(drawn.expression)
  return [drawn]
}

/** Whether it can be a text: it is no element, nothing, and no list of elements. */
function isBare(drawn: Node | null): boolean {
  if (!drawn || drawn.type === "JSXElement") return false
  if (drawn.type === "JSXFragment") return drawn.children.filter(isDrawn).some(isText)
  if (drawn.type === "Literal") return typeof drawn.value === "string" && drawn.value.trim() !== ""
  return drawn.type !== "CallExpression" || !givesElements(drawn.callee)
}

/** A list of elements, or a component that is called like a function. */
function givesElements(called: Node): boolean {
  if (called.type === "Identifier") return /^[A-Z]/.test(called.name)
  return called.type === "MemberExpression" && "name" in called.property && called.property.name === "map"
}

/** The components whose outermost text has no element of its own. */
function bareRoots(tree: Node): string[] {
  return [...nodesOf(tree)].flatMap((node) => {
    if (node.type !== "FunctionDeclaration" || !node.id || !/^[A-Z]/.test(node.id.name) || !node.body) return []
    const returned = [...nodesOf(node.body, (inner) => !/Function/.test(inner.type))].flatMap((inner) =>
      inner.type === "ReturnStatement" && inner.argument ? branchesOf(inner.argument) : [],
    )
    return returned.some((root) => root && isWord(root)) ? [node.id.name] : []
  })
}

/** A text that is seen to be one: written down, or asked for by its key. */
function isWord(root: Node): boolean {
  if (root.type !== "CallExpression") return root.type !== "Identifier" && isBare(root)
  const asked = root.callee.type === "MemberExpression" ? root.callee.object : root.callee
  return asked.type === "Identifier" && ["t", "words"].includes(asked.name)
}
