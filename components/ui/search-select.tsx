"use client"

import { Combobox } from "@base-ui/react/combobox"
import clsx from "clsx"
import { Check, ChevronDown } from "lucide-react"
import { type ReactNode, useState } from "react"
import { Field } from "@/components/ui/field"
import { Input } from "@/components/ui/input"
import { menuBox, menuItem } from "@/components/ui/menu-styles"

interface SearchSelectProps<Item> {
  label: ReactNode
  error?: ReactNode
  placeholder: string
  /** Names the button that opens the list. */
  openLabel: string
  /** Stands above the list: that it is loading, or how long it is. */
  status: ReactNode
  /** In place of an empty list. */
  empty: ReactNode
  items: Item[]
  keyOf: (item: Item) => string
  nameOf: (item: Item) => string
  /** A second line, which tells those of the same name apart. */
  detailOf: (item: Item) => string
  value: Item | null
  onChange: (item: Item | null) => void
  /** Asks for the items that fit what was typed; without a pause when the list has just been opened. */
  onSearch: (typed: string, pauseMs?: number) => void
}

/** A drop-down that is searched by typing, where the list is longer than a page should carry. */
export function SearchSelect<Item>(props: SearchSelectProps<Item>) {
  const { label, error, placeholder, openLabel, items, keyOf, nameOf, value, onChange, onSearch } = props
  const [dialog, setDialog] = useState<HTMLElement | null>(null)
  return (
    <Combobox.Root
      items={items}
      filter={null}
      itemToStringLabel={nameOf}
      isItemEqualToValue={(one, other) => keyOf(one) === keyOf(other)}
      value={value}
      onValueChange={onChange}
      onInputValueChange={(typed, { reason }) => reason === "input-change" && onSearch(typed)}
      // Typing opens the list as well, and has its own search.
      onOpenChange={(open, { reason }) => open && reason !== "input-change" && onSearch("", 0)}
    >
      <Field label={label} error={error}>
        {(control) => (
          <span
            ref={(place) => setDialog(place?.closest<HTMLElement>("[role=dialog]") ?? null)}
            className="relative block"
          >
            <Combobox.Input {...control} placeholder={placeholder} render={<Input className="pe-9" />} />
            <Combobox.Trigger
              aria-label={openLabel}
              className="absolute inset-y-0 end-0 flex w-9 items-center justify-center rounded-md text-secondary"
            >
              <ChevronDown aria-hidden className="size-4" />
            </Combobox.Trigger>
          </span>
        )}
      </Field>
      {/* Stays within the dialog, because a screen reader reads nothing beyond it. */}
      <Combobox.Portal container={dialog ?? undefined}>
        <Combobox.Positioner className="z-50" sideOffset={4}>
          <Combobox.Popup
            className={clsx(
              menuBox,
              "max-h-(--available-height) w-(--anchor-width) overflow-y-auto overscroll-contain",
            )}
          >
            <List {...props} />
          </Combobox.Popup>
        </Combobox.Positioner>
      </Combobox.Portal>
    </Combobox.Root>
  )
}

function List<Item>({ status, empty, items, keyOf, nameOf, detailOf }: SearchSelectProps<Item>) {
  return (
    <>
      <Combobox.Status className="px-2 py-1 text-tertiary text-xs">{status}</Combobox.Status>
      {items.length === 0 && empty && <p className="px-2 pb-2 text-secondary">{empty}</p>}
      <Combobox.List>
        {items.map((item) => (
          <Combobox.Item
            key={keyOf(item)}
            value={item}
            className={clsx(menuItem, "py-1.5 outline-none data-highlighted:bg-muted")}
          >
            <span className="flex min-w-0 grow flex-col">
              <bdi className="truncate font-medium">{nameOf(item)}</bdi>
              <span className="truncate text-tertiary text-xs">{detailOf(item)}</span>
            </span>
            <Combobox.ItemIndicator>
              <Check aria-hidden />
            </Combobox.ItemIndicator>
          </Combobox.Item>
        ))}
      </Combobox.List>
    </>
  )
}
