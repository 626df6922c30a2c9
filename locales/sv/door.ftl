# Att komma in och ut.
demo-note = Det här är en demonstration med påhittade skolor. Vem som helst på den här datorn kan vara vem som helst.
sign-in-title = Logga in
sign-in-demo = Välj vem du vill vara. Alla personer är påhittade.
sign-in-as = Logga in
sign-out = Logga ut
