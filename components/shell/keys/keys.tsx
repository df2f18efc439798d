"use client"

import type { Route } from "next"
import { useRouter } from "next/navigation"
import { type ReactNode, useEffect, useEffectEvent } from "react"
import { type Command, commandOf } from "@/components/shell/keys/command"
import { OpenContext, type Opened } from "@/components/shell/keys/context"
import { type Act, inviteButton, type PaletteAbout } from "@/components/shell/keys/places"
import { isOfList, listCommands } from "@/components/shell/keys/rows"
import { inviteOf } from "@/components/shell/navigation"
import type { PreferenceActions } from "@/components/shell/preferences"
import { later } from "@/components/ui/later"
import { LazyDialog, useOpenings } from "@/components/ui/lazy-dialog"
import { can } from "@/lib/shared/roles"

// Most visits use neither.
const Palette = later(() => import("@/components/shell/keys/palette").then((file) => file.Palette))
const Sheet = later(() => import("@/components/shell/keys/sheet").then((file) => file.Sheet))

interface KeysProps {
  about: PaletteAbout
  setKeys: PreferenceActions["setKeys"]
  children: ReactNode
}

/**
 * Listens to the keyboard around a page: `/` searches, I or M invites, J and K walk the rows of its list, X selects one,
 * A goes to what can be done with the selection, ? shows the keys, ⌘K or Ctrl+K goes anywhere.
 */
export function Keys({ about, setKeys, children }: KeysProps) {
  const router = useRouter()
  const palette = useOpenings()
  const sheet = useOpenings()
  const open = (what: Opened) => (what === "palette" ? palette : sheet).show()
  const act = (what: Act) => (what === "invite" ? pressInvite() : open(what))
  useKeys((command, event) => {
    if (isOfList(command)) return listCommands[command](event)
    if (command === "invite" && !inviteButton()) return goToInvite(about, (href) => router.push(href))
    if (command === "palette" && palette.open) palette.close()
    else if (command !== "palette" || !isDialogOpen()) act(command)
    return true
  })
  return (
    <OpenContext value={open}>
      {children}
      <LazyDialog times={palette.times}>
        <Palette open={palette.open} close={palette.close} about={about} go={(href) => router.push(href)} act={act} />
      </LazyDialog>
      <LazyDialog times={sheet.times}>
        <Sheet open={sheet.open} close={sheet.close} about={about} setKeys={setKeys} />
      </LazyDialog>
    </OpenContext>
  )
}

/** Calls for each press that asks for something; what is answered with true goes no further. */
function useKeys(obey: (command: Command, event: KeyboardEvent) => boolean) {
  const press = useEffectEvent((event: KeyboardEvent) => {
    const command = commandOf(event)
    if (command && obey(command, event)) event.preventDefault()
  })
  useEffect(() => {
    const watch = new AbortController()
    document.addEventListener("keydown", press, watch)
    return () => watch.abort()
  }, [])
}

function isDialogOpen(): boolean {
  return document.querySelector("[role=dialog], [role=alertdialog]") !== null
}

/** To the page that has the button; false for who may not invite. */
function goToInvite({ organization }: PaletteAbout, go: (href: Route) => void): boolean {
  if (!organization || !can(organization.role, "members.invite")) return false
  go(inviteOf(organization.id))
  return true
}

function pressInvite() {
  inviteButton()?.focus()
  inviteButton()?.click()
}
