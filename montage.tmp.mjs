import sharp from "sharp"
const [out,...files]=process.argv.slice(2)
const metas=await Promise.all(files.map(f=>sharp(f).metadata()))
const w=metas.reduce((s,m)=>s+m.width+10,0), h=Math.max(...metas.map(m=>m.height))
let left=0
await sharp({create:{width:w,height:h,channels:3,background:"#888"}}).composite(files.map((f,i)=>{const l=left; left+=metas[i].width+10; return {input:f,left:l,top:0}})).png().toFile(out)
