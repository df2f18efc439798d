"use server"

import { cookies } from "next/headers"
import { settings } from "@/lib/settings"
import type { SentForm } from "@/lib/shared/outcome"
import { locales } from "@/lib/shared/roles"
import { formOf } from "@/lib/web/action"

const A_YEAR = 31_536_000

export async function setLocale(form: SentForm): Promise<void> {
  const locale = locales.find((one) => one === formOf(form).get("locale"))
  if (locale) await remember("locale", locale)
}

/** Removes the cookie for the system's theme, which is the absence of a choice. */
export async function setTheme(form: SentForm): Promise<void> {
  const theme = ["light", "dark"].find((one) => one === formOf(form).get("theme"))
  if (theme) await remember("theme", theme)
  else (await cookies()).delete("theme")
}

/** Switches single keys on or off; on is the absence of a choice. */
export async function setKeys(form: SentForm): Promise<void> {
  if (formOf(form).get("keys") === "off") await remember("keys", "off")
  else (await cookies()).delete("keys")
}

async function remember(name: string, value: string) {
  const { secure } = settings()
  ;(await cookies()).set(name, value, { maxAge: A_YEAR, httpOnly: true, sameSite: "lax", secure })
}
