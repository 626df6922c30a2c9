# Kartan över uppgifternas vägar.
flows-title = Uppgifternas vägar
flows-map-about = En karta: vems uppgifter, var de finns, vem som hanterar dem och i vilket land.
flows-lead = Kartan ritas ur registren. Ju tjockare linje, desto fler vägar. Tabellen under säger samma sak, med länkar.
flows-about = Linjer går från dem uppgifterna gäller, till platsen där de finns, till den som hanterar dem och till landet. Tabellen efter bilden säger samma sak.
flows-class = Slag av uppgifter
flows-whose = Vems uppgifter
flows-place = Var de finns
flows-handler = Vem som hanterar dem
flows-country = Land
flows-handler-unknown = Leverantören, utan namngivet biträde
flows-own = Vi själva
flows-not-told = Står inte i något register
flows-none = Det finns inget att rita.
flows-table = Vägarna som tabell
flows-others = { $value ->
    [one] 1 till
   *[other] { $value } till
}
flows-hidden = { $value ->
    [one] 1 ryms inte i bilden och står som ”till”. Den finns i tabellen.
   *[other] { $value } ryms inte i bilden och står tillsammans som ”till”. De finns i tabellen.
}
flows-left-out = { $value ->
    [one] 1 rad till ryms inte. Välj en enhet eller ett slag av uppgifter.
   *[other] { $value } rader till ryms inte. Välj en enhet eller ett slag av uppgifter.
}
