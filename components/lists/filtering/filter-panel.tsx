"use client"

import type { Route } from "next"
import Link from "next/link"
import { usePathname, useRouter, useSearchParams } from "next/navigation"
import { type FormEvent, useEffect, useEffectEvent, useRef, useState } from "react"
import { type ServerAction, useToastedAction } from "@/components/forms/call-action"
import { Button } from "@/components/ui/button"
import { Field } from "@/components/ui/field"
import { Input } from "@/components/ui/input"
import { walk } from "@/components/ui/menu"
import { menuItem } from "@/components/ui/menu-styles"
import type { Filter, FilterChoices, FilterPeriod } from "@/lib/shared/rows/filters"

/** Gives what a filter can be set to. */
export type AskChoices = ServerAction<FilterChoices | FilterPeriod>

interface FilterPanelProps {
  organizationId: string
  filter: Filter
  ask: AskChoices
  close: () => void
}

/** What a filter can be set to, asked for when it is opened. */
export function FilterPanel({ organizationId, filter, ask, close }: FilterPanelProps) {
  const call = useToastedAction()
  const [answer, setAnswer] = useState<FilterChoices | FilterPeriod | null>(null)
  const load = useEffectEvent(async () => {
    const loaded = await call(ask, { organizationId, filter: filter.name })
    if (loaded) setAnswer(loaded.value)
    else close()
  })
  useEffect(() => void load(), [])
  if (!answer) return <div className="waiting" aria-busy="true" />
  return "choices" in answer ? (
    <Choices label={filter.label} answer={answer} close={close} />
  ) : (
    <Period label={filter.label} answer={answer} close={close} />
  )
}

/** Gives the address of the list with other fields, from its first page. */
function useChanged() {
  const path = usePathname()
  const query = useSearchParams()
  const changed = (clears: readonly string[], fields: Record<string, string>) => {
    const next = new URLSearchParams(query)
    for (const name of ["cursor", ...clears]) next.delete(name)
    for (const [name, value] of Object.entries(fields)) {
      if (value) next.set(name, value)
      else next.delete(name)
    }
    return `${path}?${next}` as Route
  }
  return { query, changed }
}

interface AnsweredProps<Answer> {
  label: string
  answer: Answer
  close: () => void
}

function Choices({ label, answer: { field, choices, clears }, close }: AnsweredProps<FilterChoices>) {
  const { query, changed } = useChanged()
  const list = useRef<HTMLDivElement>(null)
  const value = query.get(field)
  useEffect(() => {
    const current = list.current?.querySelector<HTMLElement>("[aria-checked=true]")
    ;(current ?? list.current?.querySelector<HTMLElement>("a"))?.focus()
  }, [])
  return (
    <div ref={list} role="menu" aria-label={label} tabIndex={-1} onKeyDown={walk}>
      {choices.map((one) => (
        <Link
          key={one.value}
          href={changed(clears, { [field]: one.value })}
          replace
          scroll={false}
          prefetch={false}
          role="menuitemradio"
          aria-checked={one.value === value}
          tabIndex={-1}
          onClick={close}
          className={menuItem}
        >
          <span>{one.word} </span>
          {one.count && <small>{one.count}</small>}
        </Link>
      ))}
    </div>
  )
}

function Period({ label, answer, close }: AnsweredProps<FilterPeriod>) {
  const { query, changed } = useChanged()
  const router = useRouter()
  const form = useRef<HTMLFormElement>(null)
  const { clears, usual } = answer
  useEffect(() => form.current?.querySelector("input")?.focus(), [])
  const apply = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const fields = new FormData(event.currentTarget)
    const of = (name: string) => String(fields.get(name) ?? "")
    close()
    router.replace(changed(clears, { from: of("from"), to: of("to") }), { scroll: false })
  }
  return (
    <form ref={form} aria-label={label} onSubmit={apply}>
      {(["from", "to"] as const).map((name) => (
        <Field key={name} label={answer[name]}>
          {(control) => <Input {...control} type="date" name={name} defaultValue={query.get(name) ?? ""} />}
        </Field>
      ))}
      <ul>
        {usual.map(({ word, from }) => (
          <li key={from}>
            <Link
              href={changed([...clears, "to"], { from })}
              replace
              scroll={false}
              prefetch={false}
              onClick={close}
              className="button quiet small"
            >
              {word}
            </Link>
          </li>
        ))}
      </ul>
      <Button type="submit" look="primary" wide>
        {answer.apply}
      </Button>
    </form>
  )
}
