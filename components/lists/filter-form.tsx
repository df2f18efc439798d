"use client"

import clsx from "clsx"
import type { Route } from "next"
import { usePathname, useRouter, useSearchParams } from "next/navigation"
import { type ReactNode, useEffect, useRef, useState, useTransition } from "react"
import { Button } from "@/components/ui/button"
import { Input } from "@/components/ui/input"

/** As long as somebody is probably still typing. */
const PAUSE_MS = 300

interface FilterFormProps {
  label: string
  /** The fields of the address that stay. */
  hidden: Record<string, string | undefined>
  search: string
  value: string | undefined
  /** The word of the button that sends it where no script does. */
  apply: string
  /** The choices beside the search. */
  children?: ReactNode
  /** The choices that stand there where no script does, which has other ways to them. */
  fallback?: ReactNode
}

/** Search and filters, kept in the address. Without JavaScript it is sent by its button. */
export function FilterForm({ label, hidden, search, value, apply, children, fallback }: FilterFormProps) {
  const router = useRouter()
  const path = usePathname()
  const [pending, start] = useTransition()
  const { query: address, version, sending } = useAddress()
  const form = useRef<HTMLFormElement>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  const send = () => {
    clearTimeout(timer.current)
    if (!form.current) return
    const query = queryOf(form.current, address)
    sending(query)
    start(() => router.replace(`${path}?${query}` as Route, { scroll: false }))
  }
  return (
    <search aria-label={label} aria-busy={pending}>
      <form
        key={version}
        ref={form}
        onSubmit={(event) => {
          event.preventDefault()
          send()
        }}
        onChange={({ target }) => {
          clearTimeout(timer.current)
          timer.current = setTimeout(send, target instanceof HTMLSelectElement ? 0 : PAUSE_MS)
        }}
        className={clsx("grid gap-2", !fallback && "grid-cols-2 sm:grid-cols-[minmax(0,20rem)_repeat(3,max-content)]")}
      >
        {Object.entries(hidden).map(
          ([name, value]) => value && <input key={name} type="hidden" name={name} value={value} />,
        )}
        <Input
          type="search"
          name="q"
          aria-label={search}
          placeholder={search}
          defaultValue={value}
          autoComplete="off"
          spellCheck={false}
          className="max-sm:col-span-2"
        />
        {children}
        <noscript>
          {fallback}
          <Button type="submit">{apply}</Button>
        </noscript>
      </form>
    </search>
  )
}

/** The form keeps what is typed in it, unless the address was changed by something else, such as Clear. */
function useAddress() {
  const query = useSearchParams().toString()
  const [state, setState] = useState({ seen: query, sent: query, version: 0 })
  if (query !== state.seen) {
    setState({ seen: query, sent: query, version: query === state.sent ? state.version : state.version + 1 })
  }
  return { query, version: state.version, sending: (sent: string) => setState((last) => ({ ...last, sent })) }
}

/** The address with what the form holds, from the first page. */
function queryOf(form: HTMLFormElement, address: string): string {
  const query = new URLSearchParams(address)
  const fields = new FormData(form)
  for (const name of ["cursor", ...fields.keys()]) query.delete(name)
  for (const [name, value] of fields) if (typeof value === "string" && value.trim()) query.append(name, value)
  return query.toString()
}
