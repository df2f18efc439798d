import { after } from "next/server"
import NextAuth, { CredentialsSignin } from "next-auth"
import Credentials from "next-auth/providers/credentials"
import { countRefusedLogin, noteRefusedLogin } from "@/lib/accounts/counting/refused-logins"
import { logIn, logOut } from "@/lib/accounts/login"
import { completeRegistration, registerInvited } from "@/lib/accounts/registration"
import type { Context } from "@/lib/core/context"
import { log } from "@/lib/core/log"
import { cookieSecret } from "@/lib/core/secrets"
import { logInByCode, logInByFactor, logInByPasskey } from "@/lib/factors/second-step"
import { settings } from "@/lib/settings"
import { forms } from "@/lib/shared/forms"
import { Refusal } from "@/lib/shared/refusals"
import { halfLogin, visitorContext } from "@/lib/web/context"

/** A refused login on its way through next-auth, with the refusal that caused it. */
export class RefusedLogin extends CredentialsSignin {
  readonly refusal: Refusal

  constructor(refusal: Refusal) {
    super(refusal.code)
    this.code = refusal.code
    this.refusal = refusal
  }
}

/** The cookie that holds the session's id and nothing else. next-auth takes every cookie whose name begins like it. */
export function sessionCookie(): { name: string; secure: boolean } {
  const { secure } = settings()
  return { name: secure ? "__Host-muster-session" : "muster-session", secure }
}

/** next-auth does login, callback and logout; the session itself is a row of ours, and its id the whole cookie. */
export const { handlers, signIn, signOut } = NextAuth(() => {
  const { name, secure } = sessionCookie()
  const options = { httpOnly: true, sameSite: "lax", path: "/", secure } as const
  return {
    secret: cookieSecret(),
    trustHost: true,
    useSecureCookies: secure,
    cookies: { sessionToken: { name, options } },
    session: { strategy: "jwt", maxAge: settings().sessions.absoluteSeconds },
    pages: { signIn: "/login", error: "/login", signOut: "/login" },
    logger: { error: logFault, warn: () => {}, debug: () => {} },
    providers: [
      Credentials({ id: "password", credentials: { contact: {}, password: {} }, authorize: byPassword }),
      Credentials({ id: "code", credentials: { verificationId: {}, code: {} }, authorize: byCode }),
      Credentials({
        id: "invited",
        credentials: { verificationId: {}, code: {}, name: {}, password: {}, locale: {} },
        authorize: byInvitation,
      }),
      Credentials({ id: "factor-code", credentials: { code: {} }, authorize: byFactorCode }),
      Credentials({ id: "factor-passkey", credentials: { answer: {} }, authorize: byFactorPasskey }),
      Credentials({ id: "passkey", credentials: { answer: {} }, authorize: byPasskey }),
    ],
    callbacks: {
      jwt: ({ token, user }) => (user ? { sid: user.id } : token),
      session: ({ session }) => ({ expires: session.expires }),
    },
    jwt: {
      encode: async ({ token }) => String(token?.sid ?? ""),
      decode: async ({ token }) => (token ? { sid: token } : null),
    },
    events: {
      async signOut(message) {
        const sid = "token" in message ? message.token?.sid : undefined
        if (typeof sid === "string") await logOut(await visitorContext(), sid)
      },
    },
  }
})

/** A refused login is no fault; a fault is logged without what was typed. */
function logFault(error: Error) {
  if (!(error instanceof RefusedLogin)) log.error({ name: error.name, cause: error.cause }, "login")
}

// next-auth adds fields of its own, which the forms would refuse.
async function byPassword({ contact, password }: Record<string, unknown>) {
  const typed = forms.login.parse({ contact, password })
  const ctx = await visitorContext()
  const id = await refusable(
    () => logIn(ctx, typed),
    (refusal) => noteLater(ctx, typed.contact, refusal),
  )
  return { id }
}

/** Behind the answer, whose time would tell who has an account. */
function noteLater(ctx: Context, contact: string, refusal: Refusal) {
  after(() => noteRefusedLogin(ctx, contact, refusal).catch((error) => log.error({ error }, "a refused login")))
}

async function byCode({ verificationId, code }: Record<string, unknown>) {
  const typed = forms.code.parse({ verificationId, code })
  return { id: await refusable(async () => completeRegistration(await visitorContext(), typed)) }
}

async function byInvitation({ verificationId, code, name, password, locale }: Record<string, unknown>) {
  const typed = forms.registerInvited.parse({ verificationId, code, name, password, locale })
  return { id: await refusable(async () => registerInvited(await visitorContext(), typed)) }
}

async function byFactorCode({ code }: Record<string, unknown>) {
  const typed = forms.factorCode.parse({ code })
  return {
    id: await refusable(async () => logInByCode(await visitorContext(), typed, await halfLogin()), countRefusedLogin),
  }
}

async function byFactorPasskey({ answer }: Record<string, unknown>) {
  const typed = forms.passkeyAnswer.parse({ answer })
  return {
    id: await refusable(async () => logInByFactor(await visitorContext(), typed, await halfLogin()), countRefusedLogin),
  }
}

async function byPasskey({ answer }: Record<string, unknown>) {
  const typed = forms.passkeyAnswer.parse({ answer })
  return { id: await refusable(async () => logInByPasskey(await visitorContext(), typed), countRefusedLogin) }
}

async function refusable(login: () => Promise<string>, note?: (refusal: Refusal) => void): Promise<string> {
  try {
    return await login()
  } catch (error) {
    if (error instanceof Refusal) note?.(error)
    if (error instanceof Refusal) throw new RefusedLogin(error)
    throw error
  }
}
