import type { CSSProperties, ReactNode } from "react"
import { Body, Button, Container, Head, Heading, Hr, Html, Link, Preview, Section, Text } from "react-email"
import { type Facts, say, shown } from "@/lib/letters/templates/letter"
import { lines } from "@/lib/letters/templates/words"
import type { Locale } from "@/lib/shared/roles"

/** No colour is set for text or paper, so that each mail program reads well in its own light or dark. */
const BORDER = "1px solid #80808066"
const ACCENT = "#1d4ed8"
const FONT = "-apple-system, 'Segoe UI', Roboto, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans SC', sans-serif"

const styles = {
  body: { fontFamily: FONT, margin: 0, padding: "24px 12px" },
  sheet: { maxWidth: "560px", border: BORDER, borderRadius: "12px", padding: "28px" },
  brand: { fontSize: "13px", fontWeight: 600, letterSpacing: "0.04em", opacity: 0.7, margin: 0 },
  heading: { fontSize: "22px", lineHeight: "30px", fontWeight: 600, margin: "12px 0 16px" },
  text: { fontSize: "15px", lineHeight: "24px", margin: "0 0 12px" },
  small: { fontSize: "13px", lineHeight: "20px", opacity: 0.75, margin: "0 0 8px" },
  button: { backgroundColor: ACCENT, color: "#ffffff", borderRadius: "8px", fontSize: "15px", padding: "12px 20px" },
  address: {
    fontSize: "13px",
    lineHeight: "20px",
    color: "inherit",
    textDecorationLine: "underline",
    wordBreak: "break-all",
  },
  quiet: { color: "inherit", textDecorationLine: "underline" },
  quote: {
    margin: "0 0 16px",
    padding: "4px 0 4px 14px",
    borderLeft: "3px solid #80808099",
    fontSize: "15px",
    lineHeight: "24px",
  },
  code: {
    fontFamily: "ui-monospace, Consolas, monospace",
    fontSize: "32px",
    letterSpacing: "0.2em",
    margin: "8px 0 16px",
  },
  rule: { border: 0, borderTop: BORDER, margin: "20px 0 12px" },
} satisfies Record<string, CSSProperties>

/** The sheet of paper that every letter is written on. */
export function Sheet({ locale, heading, children }: { locale: Locale; heading: string; children: ReactNode }) {
  return (
    <Html lang={locale}>
      <Head>
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
      </Head>
      <Body lang={locale} style={styles.body}>
        <Preview>{heading}</Preview>
        <Container style={styles.sheet}>
          <Text style={styles.brand}>Muster</Text>
          <Heading as="h1" style={styles.heading}>
            {heading}
          </Heading>
          {children}
          <Hr style={styles.rule} />
          <Small>{say(locale)("common.footer")}</Small>
        </Container>
      </Body>
    </Html>
  )
}

export function Say({ children }: { children: ReactNode }) {
  return <Text style={styles.text}>{children}</Text>
}

export function Small({ children }: { children: ReactNode }) {
  return <Text style={styles.small}>{children}</Text>
}

/** As what the sender is certified, which nobody chooses for themselves, and what it was called until lately. */
export function Certified({ locale, legalName, formerName }: Facts) {
  const t = say(locale)
  return (
    <>
      {legalName && <Small>{t("common.certified", { legalName: shown(legalName) })}</Small>}
      {formerName && <Small>{t("common.formerly", { formerName: shown(formerName) })}</Small>}
    </>
  )
}

/** A button, and the address in clear for those whose mail program shows no buttons. */
export function Act({ locale, href, children }: { locale: Locale; href: string; children: string }) {
  return (
    <Section style={{ margin: "20px 0" }}>
      <Text style={{ margin: "0 0 16px" }} data-skip-in-text={true}>
        <Button href={href} style={styles.button}>
          {children}
        </Button>
      </Text>
      <Small>{say(locale)("common.plainLink")}</Small>
      <Link href={href} style={styles.address}>
        {href}
      </Link>
    </Section>
  )
}

/** A small link beside what the letter is for. */
export function More({ href, children }: { href: string; children: string }) {
  return (
    <Text style={styles.small}>
      <Link href={href} style={styles.quiet}>
        {children}
      </Link>
    </Text>
  )
}

/** What the sender wrote, quoted as plain text so that nobody takes it for ours. */
export function SendersWords({ intro, text }: { intro: string; text: string }) {
  return (
    <>
      <Small>{intro}</Small>
      <blockquote style={styles.quote}>
        {lines(text).map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines never change places
          <span key={index}>
            {line}
            <br />
          </span>
        ))}
      </blockquote>
    </>
  )
}

export function Digits({ children }: { children: string }) {
  return <Text style={styles.code}>{children}</Text>
}
