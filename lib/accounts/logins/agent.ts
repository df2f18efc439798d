/** Browsers by what only they call themselves: most also name those whose pages they want. */
const BROWSERS = [
  ["Edge", /\bEdg(?:e|A|iOS)?\//],
  ["Opera", /\bOPR\/|\bOpera\b/],
  ["Samsung Internet", /\bSamsungBrowser\//],
  ["WeChat", /\bMicroMessenger\//],
  ["QQ Browser", /\bM?QQBrowser\//],
  ["UC Browser", /\bUCBrowser\//],
  ["Yandex", /\bYaBrowser\//],
  ["Firefox", /\b(?:Firefox|FxiOS)\//],
  ["Chrome", /\b(?:Chrome|CriOS|HeadlessChrome)\//],
  ["Safari", /\bVersion\/[\d.]+.*\bSafari\//],
] as const

const SYSTEMS = [
  ["HarmonyOS", /\b(?:HarmonyOS|OpenHarmony)\b/],
  ["iPhone", /\biPhone\b/],
  ["iPad", /\biPad\b/],
  ["Android", /\bAndroid\b/],
  ["Windows", /\bWindows\b/],
  ["ChromeOS", /\bCrOS\b/],
  ["macOS", /\bMacintosh\b/],
  ["Linux", /\bLinux\b|\bX11\b/],
] as const

/** What a browser calls itself and its system, by the names that people know; null for what nobody would recognize. */
export function agentOf(userAgent: string | null | undefined): { browser: string | null; system: string | null } {
  const named = (names: readonly (readonly [string, RegExp])[]) =>
    names.find(([, form]) => form.test(userAgent ?? ""))?.[0] ?? null
  return { browser: named(BROWSERS), system: named(SYSTEMS) }
}
