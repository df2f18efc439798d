// The many others of the demo, so that pages, search and filters can be felt: names as they are written in the world,
// addresses and numbers that belong to nobody.
import type { InvitableRole } from "@/lib/shared/roles"

export interface Guest {
  contact: string
  role: InvitableRole
  /** `left` is never answered: it waits, or has expired. */
  fate: "accepted" | "rejected" | "revoked" | "left"
  /** Of the account that answers. */
  name?: string
}

/** Who accepts: long names, one word, other scripts and directions, with joiners and emoji among them. */
const MEMBERS = `
wang.xiaoyu 王小雨
amara Amara Okonkwo
chen.siyuan 陈思远
soren Søren Østergård
+447700900101 Freya Lindqvist
li.mengqi 李梦琪
minh.anh Nguyễn Thị Minh Anh
noor نور الخطيب
oscar Óscar Núñez
zhang.weihao 张伟豪
maximiliane.von.hohenfels Maximiliane Freifrau von Hohenfels-Waldenstein zu Schillingsau
zoe Zoë Bélanger 🌊
liu.zihan 刘子涵
+15105550132 Kwabena Asante
yael יעל כהן
dilan Dilan Yılmaz
ouyang.jingyi 欧阳静怡
mary-kate Mary-Kate O’Shaughnessy
maryam مریم نمی‌داند
zhao.yiming 赵一鸣
ana.lucia Ana Lúcia Ferreira dos Santos Cavalcanti de Albuquerque
suharto.w Wibowo
huang.jiaxin 黄嘉欣
sunita सुनीता शर्मा
+61491570156 Aroha Ngata
sakura 山本さくら
zhou.wenbo 周文博
thordis Þórdís Björnsdóttir
anbarasi அன்பரசி முருகன்
seoyeon 김서연
emeka Emeka Balogun 🚀
wu.yating 吴雅婷
olympia Ολυμπία Παπαδοπούλου
tomas Tomáš Dvořák
darja Дарья Морозова
lwazi Lwazi Dlamini
+447700900122 Ines Horvat
ibrahim Ibrahim Diallo
camille Camille Lefèvre
family Tove and the 👩‍💻 team
hassan Hassan Qureshi
leilani Leilani Kealoha
ioana Ioana Brătescu
farid Farid Rahimi
marta Marta Wójcik
takumi Takumi Fujimoto
bram Bram de Vries
salma Salma Benali
viktor Viktor Petrov
chiara Chiara Esposito
rashid Rashid Karimov
lena Lena Baumgartner
ngozi Ngozi Eze
`
/** Who has an account, and rejects. */
const REJECTING = `
helen.price Helen Price
matteo Matteo Conti
yuki 中村ゆき
pilar Pilar Ortega
david.osei David Osei
anja Anja Novak
`
/** Who never answers, or whose invitation was revoked before, and how many of each. */
const LEFT = 57
const REVOKED = 22
const GROUPS = ["sales", "warehouse.night-shift", "support", "r&d", "field-service.emea", "legal"]
const ROLES: InvitableRole[] = ["member", "member", "dev_admin", "member", "member", "finance_admin", "member"]

/** Everybody, well mixed, in the order in which they are invited. */
export const crowd: Guest[] = mixed([
  ...named(MEMBERS, "cloudharbour.example").map((person) => ({ ...person, fate: "accepted" as const })),
  ...named(REJECTING, "northwind.example").map((person) => ({ ...person, fate: "rejected" as const })),
  ...nameless(REVOKED, "tidewater.example").map((contact) => ({ contact, fate: "revoked" as const })),
  ...nameless(LEFT, "northwind.example").map((contact) => ({ contact, fate: "left" as const })),
]).map((guest, n) => ({ ...guest, role: ROLES[n % ROLES.length] ?? "member" }))

function named(lines: string, domain: string): { name: string; contact: string }[] {
  return lines
    .trim()
    .split("\n")
    .map((line) => {
      const [who = "", ...name] = line.split(" ")
      return { name: name.join(" "), contact: who.startsWith("+") ? who : `${who}@${domain}` }
    })
}

function nameless(count: number, domain: string): string[] {
  return Array.from({ length: count }, (_, n) => `${GROUPS[n % GROUPS.length]}.${n + 1}@${domain}`)
}

/** The same in another order, which is the same each time: every fifth, for five does not divide the number of all. */
function mixed<T>(list: T[]): T[] {
  return list.map((_, n) => list[(n * 5) % list.length] as T)
}
