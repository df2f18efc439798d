import type { Locale } from "@/lib/shared/roles"

const ADDRESS = /(https?:\/\/[^\s，。；]+)/

/** A letter in plain text, whose addresses can be opened as in any mail program. */
export function PlainText({ text, locale }: { text: string; locale: Locale }) {
  return (
    <pre
      lang={locale}
      className="whitespace-pre-wrap wrap-anywhere rounded-lg border bg-surface p-5 font-sans text-base"
    >
      {text.split(ADDRESS).map((part, index) =>
        index % 2 ? (
          <a key={part} href={part} className="break-all text-link underline underline-offset-2">
            {part}
          </a>
        ) : (
          part
        ),
      )}
    </pre>
  )
}
