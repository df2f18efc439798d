import { expect, test } from "vitest"
import { textOf } from "@/lib/testing/sources"

interface Shunned {
  word: RegExp
  /** What a reader takes the word for, and what is said in its place. */
  why: string
}

const english: Shunned[] = [
  {
    word: /(?<!lowercase |\d |with a )\bletters?\b(?! a–z)/i,
    why: "a letter comes on paper: email, text message or message",
  },
  { word: /\be-mails?\b/i, why: "email has no hyphen" },
  { word: /\b(?:the )?present (?:one|code|password)\b/i, why: "what is in force is current" },
  { word: /\bprograms?\b/i, why: "what calls the API is an app or an API client, its key an API key" },
  { word: /\b(?:whoever|somebody|nobody|anybody)\b/i, why: "stiff: anyone, someone, no one, or the sender by name" },
  { word: /\b(?:shall|whom|for ever|anew|meanwhile|any ?more|at once)\b/i, why: "of another century" },
  { word: /\b(?:proved?|stands|told|fallen to)\b/i, why: "translated: verified, is, notified, reassigned" },
  { word: /\bwaits for\b/i, why: "is waiting for, or pending" },
  { word: /\bcan be answered\b/i, why: "an end is told by Expires" },
  { word: /\blegal persons?\b/i, why: "of a register: legal entity" },
  { word: /\bplain member/i, why: "a regular member" },
  { word: /\btaken? back\b/i, why: "revoked, canceled or undone" },
  {
    word: /licence|\bcancelled|\bdefence|\bspelt\b|organis|\bcolour|\bfavour|\bcentre/i,
    why: "the spelling is American, as the seeds' own license is",
  },
  { word: /\b(?:please|sorry|oops)\b/i, why: "the console says what to do, and does not plead" },
]

const chinese: Shunned[] = [
  { word: /信件|发信|一封信/, why: "一封信来自邮局：邮件、短信或消息" },
  { word: /(?<!必)须(?!知)/, why: "公文用语：需" },
  { word: /^您$/, why: "标明自己的地方用“我”" },
  { word: /程序使用的/, why: "API" },
  { word: /证明该/, why: "验证" },
]

test.each([
  ["en", english],
  ["zh-CN", chinese],
] as const)("no text in %s has a word that a reader stumbles over", (locale, shunned) => {
  for (const folder of ["messages", "dialogs", "letters", "controls", "shell", "shortcuts"]) {
    const texts = textsIn(JSON.parse(textOf(`lib/i18n/${folder}/${locale}.json`)), folder)
    for (const [key, text] of texts) {
      for (const { word, why } of shunned) expect(said(text), `${key}: ${why}`).not.toMatch(word)
    }
  }
})

/** A text as it is read: without what chooses between its words. */
function said(text: string): string {
  return text.replace(/[\w=-]+ \{|\{\w+, \w+,|<[^>]*>|\{\w+\}/g, " ")
}

type Tree = { [key: string]: string | Tree }

function textsIn(tree: Tree, above: string): [key: string, text: string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "string" ? [[`${above}.${key}`, value] as const] : textsIn(value, `${above}.${key}`),
  ) as [string, string][]
}
