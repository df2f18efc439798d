"use client"

import { Autocomplete } from "@base-ui/react/autocomplete"
import { Dialog } from "@base-ui/react/dialog"
import type { Route } from "next"
import { useRef, useState } from "react"
import { useSearch } from "@/components/forms/search-action"
import {
  type Act,
  type PaletteAbout,
  type PaletteWords,
  type Place,
  type PlaceGroup,
  placesFor,
} from "@/components/shell/keys/places"
import { useShellWords } from "@/components/shell/shell-words"
import { useBackCloses } from "@/components/ui/back"
import { backdrop } from "@/components/ui/dialog-box"
import { menuItem } from "@/components/ui/menu-styles"
import { useWords } from "@/components/ui/words"
import { shortcutWords } from "@/lib/i18n/shortcuts"
import { can } from "@/lib/shared/roles"

interface PaletteProps {
  open: boolean
  close: () => void
  about: PaletteAbout
  /** Leads to a page, which takes the place of the palette in the history. */
  go: (href: Route) => void
  act: (what: Act) => void
}

/** Goes to any page, finds any member and does what can be done from anywhere, by a few letters and Enter. */
export function Palette({ open, close, about, go, act }: PaletteProps) {
  const words = usePaletteWords()
  const chosen = useRef<Place>(null)
  useBackCloses(open, close)
  const [typed, setTyped] = useState("")
  const { found, searching, search } = useSearch(about.organization?.id ?? "", about.findMembers)
  const looks = about.organization !== null && can(about.organization.role, "members.read")
  const type = (text: string) => {
    setTyped(text)
    if (looks && text.trim()) search(text)
  }
  const isLooking = looks && typed.trim() !== ""
  const groups = placesFor({ about, words }, typed, isLooking ? found : [])
  const choose = (place: Place) => {
    chosen.current = place
    close()
    if ("href" in place.to) go(place.to.href)
  }
  return (
    <Dialog.Root
      open={open}
      onOpenChange={close}
      onOpenChangeComplete={(isOpen) =>
        !isOpen && chosen.current && "act" in chosen.current.to && act(chosen.current.to.act)
      }
    >
      <Dialog.Portal>
        <Dialog.Backdrop className={backdrop} />
        <Dialog.Popup aria-label={words.palette.title} className="finder">
          <Autocomplete.Root
            open
            inline
            items={groups}
            filter={null}
            itemToStringValue={(place: Place) => place.label}
            autoHighlight="always"
            keepHighlight
            value={typed}
            onValueChange={(text, { reason }) => reason !== "item-press" && type(text)}
          >
            <Field />
            <Status count={groups.flatMap(({ items }) => items).length} searching={isLooking && searching} />
            <Autocomplete.List className="overflow-y-auto overscroll-contain p-1">
              {(group: PlaceGroup) => <Group key={group.label} group={group} choose={choose} />}
            </Autocomplete.List>
          </Autocomplete.Root>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

function usePaletteWords(): PaletteWords {
  const own = shortcutWords[useWords().locale]
  return { ...useShellWords(), palette: own.palette }
}

function Field() {
  const words = usePaletteWords()
  const { close } = useWords()
  return (
    <div data-icon="search" className="flex items-center gap-2.5 border-b px-4 text-tertiary">
      <Autocomplete.Input aria-label={words.palette.label} placeholder={words.palette.label} />
      <Dialog.Close className="rounded border px-1.5 text-xs hover:bg-muted" aria-label={close}>
        Esc
      </Dialog.Close>
    </div>
  )
}

/** Seen where nothing fits, and read to those who do not see the list. */
function Status({ count, searching }: { count: number; searching: boolean }) {
  const words = usePaletteWords()
  const said = searching ? words.palette.searching : count === 0 ? words.palette.none : ""
  return (
    <Autocomplete.Status className={said ? "px-4 py-2.5 text-secondary text-sm" : "sr-only"}>
      {said || words.palette.found.replace("#", String(count))}
    </Autocomplete.Status>
  )
}

function Group({ group, choose }: { group: PlaceGroup; choose: (place: Place) => void }) {
  return (
    <Autocomplete.Group items={group.items}>
      <Autocomplete.GroupLabel className="px-2 py-1 font-medium text-tertiary text-xs">
        {group.label}
      </Autocomplete.GroupLabel>
      <Autocomplete.Collection>
        {(place: Place) => (
          <Autocomplete.Item
            key={place.id}
            value={place}
            onClick={() => choose(place)}
            data-icon={place.icon}
            className={menuItem}
          >
            <bdi>{place.label}</bdi>
            <bdi>{place.detail}</bdi>
            {place.keys && <kbd className="key">{place.keys}</kbd>}
          </Autocomplete.Item>
        )}
      </Autocomplete.Collection>
    </Autocomplete.Group>
  )
}
