import { chromium } from "playwright-core"
import { readFileSync } from "node:fs"
const log = readFileSync("/tmp/console.log","utf8")
const [,email,password] = /administrator\s+(\S+)\s+(\S+)/.exec(log)
const base="http://localhost:8099"
const browser = await chromium.launch({executablePath:"/usr/bin/chromium",args:["--headless","--no-sandbox","--disable-gpu","--disable-quic","--no-first-run","--disable-background-networking","--disable-component-update","--disable-sync"]})
const out="/tmp/shots"
const widths=(process.env.W??"1280,390").split(",").map(Number), schemes=(process.env.S??"light").split(",")
const paths=process.argv.slice(2)
for (const scheme of schemes) for (const width of widths) {
  const ctx=await browser.newContext({viewport:{width,height:width<500?844:860},colorScheme:scheme,locale:process.env.L??"en-GB",baseURL:base})
  const page=await ctx.newPage()
  page.on("console",m=>{ if(["error","warning"].includes(m.type())) console.log("CONSOLE",m.text().slice(0,300))})
  page.on("pageerror",e=>console.log("PAGEERROR",String(e).slice(0,500)))
  await page.goto("/sign-in"); await page.waitForTimeout(800)
  if(paths.includes("/sign-in")) await page.screenshot({path:`${out}/sign-in-${width}-${scheme}.png`})
  await page.fill("#field-email",email); await page.fill("#field-password",password); await page.click("button[type=submit]")
  await page.waitForTimeout(1500)
  for(const p of paths){ if(p==="/sign-in") continue
    let [path,act]=p.split("@")
    await page.goto(path); await page.waitForTimeout(1200)
    if(act){ for(const a of act.split(";")){ if(a.startsWith("key:")) await page.keyboard.press(a.slice(4)); else await page.locator(a).first().click(); await page.waitForTimeout(800)} }
    const name=(path.replace(/[^a-z0-9]+/gi,"_")+(act?"_"+act.replace(/[^a-z0-9]+/gi,"_").slice(0,30):""))||"home"
    await page.screenshot({path:`${out}/${name}-${width}-${scheme}.png`})
    const over=await page.evaluate(()=>document.documentElement.scrollWidth-innerWidth)
    if(over>0) console.log("OVERFLOW",p,width,over)
  }
  await ctx.close()
}
await browser.close()
