# bash completion for dazzle. Load it with: source <(dazzle completions bash)
_dazzle() {
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}
    COMPREPLY=()
    # Bash splits --name=value at the equals sign.
    if [ "$previous" = "=" ]; then previous=${COMP_WORDS[COMP_CWORD-2]}; fi
    if [ "$current" = "=" ]; then current="" previous=${COMP_WORDS[COMP_CWORD-1]}; fi
    if [ "$COMP_CWORD" -eq 1 ]; then
        mapfile -t COMPREPLY < <(compgen -W 'bench --help --version' -- "$current")
        return
    fi
    local verb=${COMP_WORDS[1]}
    if [ "$verb" = bench ]; then
        if [ "$COMP_CWORD" -eq 2 ]; then
            mapfile -t COMPREPLY < <(compgen -W 'sample' -- "$current")
            return
        fi
        verb="$verb ${COMP_WORDS[2]}"
    fi
    case "$verb" in
        'bench sample')
            case "$previous" in
                --count) :; return ;;
                --top-share) :; return ;;
                --colour) mapfile -t COMPREPLY < <(compgen -W 'red green' -- "$current"); return ;;
                --max-length) :; return ;;
                --name) :; return ;;
            esac
            case "$current" in
                -*) mapfile -t COMPREPLY < <(compgen -W '--count --top-share --colour --max-length --name --loud --cache --no-cache --help' -- "$current") ;;
                *) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- "$current") ;;
            esac ;;
    esac
}
complete -F _dazzle dazzle
